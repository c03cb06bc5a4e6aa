"""A version of the API: ninja with our body parser, our guard around every view, and a tidy OpenAPI document."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from shop.core.door import ERRORS_PATH, read_json, title_of

from .errors import error_catalogue, install_handlers
from .guard import guard

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


class StrictParser(Parser):
    """Reads bodies at the door that GraphQL uses too."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request)


class ShopAPI(NinjaAPI):
    """One version; see the module."""

    def __init__(self, **values: Any) -> None:
        super().__init__(parser=StrictParser(), **values)
        install_handlers(self)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                # ninja's own pages answer every method; their names begin so.
                is_page = (pattern.name or "").startswith("openapi-")
                pattern.callback = guard(pattern.callback, api=self, reads_only=is_page)
        return patterns

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the function's name, which client generators turn into a method's."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **_values: Any) -> OpenAPISchema:
        """Return the OpenAPI document, made once."""
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        document = super().get_openapi_schema()
        for path in document["paths"].values():
            for operation in path.values():
                _mark_problems(operation["responses"])
        return document


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
        "title": title_of(code),
        "status": kind.status,
        "detail": kind.description,
        "code": code,
        "request_id": "9f2c1a7be0d34c55",
    }
    return {**example, **_MORE.get(code, {})}
