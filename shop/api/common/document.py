"""What ninja's OpenAPI document does not say by itself: headers of answers, 304, and how refusals look."""

from __future__ import annotations

from typing import Any

from shop.core.door import ERRORS_PATH

from .errors import error_catalogue

PROBLEM = "application/problem+json"
_EXAMPLES = {
    400: "malformed_json",
    401: "not_authenticated",
    402: "payment_declined",
    404: "not_found",
    409: "out_of_stock",
    411: "length_required",
    412: "stale_version",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid_input",
    429: "rate_limited",
    500: "internal_error",
    503: "unavailable",
}
_MORE: dict[str, dict[str, Any]] = {
    "out_of_stock": {"shortages": [{"sku": "MUG-RUST", "requested": 3, "available": 2}]},
    "invalid_input": {"errors": [{"pointer": "/lines/0/quantity", "detail": "Input should be a valid integer"}]},
}

_TEXT, _NUMBER, _URI = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "uri-reference"}
_HEADERS: dict[str, dict[str, Any]] = {
    "Request-Id": {"description": "Names this request in our log; one that you send is kept.", "schema": _TEXT},
    "ETag": {"description": "Names what was answered: for `If-None-Match`, and for `If-Match` where it has a version.",
             "schema": {**_TEXT, "examples": ['"7-2f0c5a91"']}},
    "Link": {"description": 'The next page, `<…>; rel="next"`, where there is one (RFC 8288).', "schema": _TEXT},
    "Location": {"description": "Where the new thing is, for who has a token.", "schema": _URI},
    "Idempotency-Replayed": {"description": "`true` where the answer was given before.", "schema": _TEXT},
    "Retry-After": {"description": "Seconds after which it may go better.", "schema": _NUMBER},
    "WWW-Authenticate": {"description": "`Bearer`, and what is wrong with the token (RFC 6750).", "schema": _TEXT},
}  # fmt: skip
_PAGED = frozenset({"ProductList", "OrderList"})
_PLACED = frozenset({"Order", "Return", "Withdrawal"})  # have an address of their own
_VERSIONED = frozenset({"Order", "Return"})
_REFUSAL_HEADERS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def complete(operation: dict[str, Any], *, method: str) -> None:
    """Add to an operation what its answers carry."""
    responses = operation["responses"]
    _mark_problems(responses)
    is_keyed = any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ()))
    for status, details in responses.items():
        names = ["Request-Id", *_names(int(status), _schema_of(details), method=method, is_keyed=is_keyed)]
        details["headers"] = {name: _HEADERS[name] for name in names}
    if method == "get":
        headers = {name: _HEADERS[name] for name in ("Request-Id", "ETag")}
        responses[304] = {
            "description": "Not Modified: it is what `If-None-Match` names.",
            "headers": headers,
        }


def _names(status: int, schema: str, *, method: str, is_keyed: bool) -> list[str]:
    if status >= 400:
        return [_REFUSAL_HEADERS[status]] if status in _REFUSAL_HEADERS else []
    names = []
    if method == "get" or schema in _VERSIONED:
        names.append("ETag")
    if schema in _PAGED:
        names.append("Link")
    if status == 201 and schema in _PLACED:
        names.append("Location")
    if is_keyed:
        names.append("Idempotency-Replayed")
    return names


def _schema_of(details: dict[str, Any]) -> str:
    for content in details.get("content", {}).values():
        return str(content["schema"].get("$ref", "")).rpartition("/")[2]
    return ""


def _mark_problems(responses: dict[Any, dict[str, Any]]) -> None:
    """ninja knows one media type for all answers; refusals have their own, and each status its own example."""
    for status, details in responses.items():
        if int(status) in _EXAMPLES:
            (content,) = details["content"].values()
            details["content"] = {PROBLEM: {**content, "example": _example(_EXAMPLES[int(status)])}}


def _example(code: str) -> dict[str, Any]:
    kind = error_catalogue()[code]
    example = {
        "type": f"{ERRORS_PATH}{code}/",
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.description),
        "code": code,
        "request_id": "9f2c1a7be0d34c55",
    }
    return {**example, **_MORE.get(code, {})}
