"""Every refusal of the API, in one form: RFC 9457 problem details with a stable code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.core import signals
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shop.checkout.operations import OutOfStock, PriceChanged
from shop.core.errors import (
    HTTP_STATUS,
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    all_error_types,
    http_status,
    retry_headers,
)
from shop.core.idempotency import KeyRequired
from shop.core.middleware import UNAVAILABLE, request_id
from shop.core.statements import is_too_slow

from .money import amount

log = logging.getLogger("shop.api")

ERRORS_PATH = "/api/v1/errors/"
RETRY_AFTER_SECONDS = "5"
_KEY = ("header", "Idempotency-Key")
MAX_ERRORS = 50  # of one request: enough to mend it


class ErrorType(NamedTuple):
    """A kind of problem as clients may rely on it."""

    status: int
    description: str


# What the protocol itself refuses; what the shop refuses are the DomainErrors.
PROTOCOL: Mapping[str, ErrorType] = {
    "bad_request": ErrorType(400, "The request could not be understood."),
    "malformed_json": ErrorType(400, "The body is not valid JSON."),
    "not_authenticated": ErrorType(401, "An access token is needed. The one that was sent is missing, wrong or over."),
    "invalid_credentials": ErrorType(401, "This e-mail address, user name or password is not right."),
    "invalid_refresh_token": ErrorType(401, "This refresh token is wrong, over or was used before. Log in again."),
    "method_not_allowed": ErrorType(405, "This address does not know the method; Allow lists those it knows."),
    "length_required": ErrorType(411, "Send the body with a Content-Length, not in chunks."),
    "body_too_large": ErrorType(413, "The body is larger than 1 MB."),
    "unsupported_media_type": ErrorType(415, "Send the body as application/json."),
    "rate_limited": ErrorType(429, "Too many attempts. Retry-After says how many seconds to wait."),
    "internal_error": ErrorType(500, "Something went wrong on our side. The request id helps to find it."),
    **{code: ErrorType(503, text) for code, text in UNAVAILABLE.items()},
}


class Refusal(Exception):
    """A refusal by the protocol; `code` is a key of PROTOCOL."""

    def __init__(self, code: str, detail: str = "", *, headers: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        super().__init__(code)


class InvalidParameter(Exception):
    """A parameter of query or header that has no meaning here."""

    def __init__(self, name: str, detail: str) -> None:
        self.name = name
        self.detail = detail
        super().__init__(name)


def error_catalogue() -> dict[str, ErrorType]:
    """Return every code that the API may answer, sorted."""
    known = dict(PROTOCOL)
    for error in all_error_types():
        known.setdefault(error.code, ErrorType(HTTP_STATUS[error.kind], _first_sentence(error)))
    return dict(sorted(known.items()))


def title_of(code: str) -> str:
    """Return the heading of a code: "Out of stock" for out_of_stock."""
    return code.replace("_", " ").capitalize().replace("json", "JSON")


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> HttpResponse:
    """Return a refusal as application/problem+json (RFC 9457). It is never cached."""
    body = {
        "type": f"{ERRORS_PATH}{code}/",
        "title": title_of(code),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id.get(),
        **members,
    }
    if errors:
        body["errors"] = errors
    return HttpResponse(
        orjson.dumps(body),
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def refuse(code: str, detail: str = "", *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a refusal of the protocol, with its standard sentence unless another is given."""
    kind = PROTOCOL[code]
    return problem(status=kind.status, code=code, detail=detail or kind.description, headers=headers)


def problem_of(error: DomainError) -> HttpResponse:
    """Return the answer to a refusal by the shop."""
    status = http_status(error)
    members: dict[str, Any] = {}
    if isinstance(error, OutOfStock):
        members["shortages"] = [
            {"sku": short.sku, "requested": short.requested, "available": max(short.available, 0)}
            for short in error.shortages
        ]
    if isinstance(error, PriceChanged):
        members["new_total"] = amount(error.new_total.amount_minor, error.new_total.currency)
    return problem(
        status=status,
        code=error.code,
        detail=error.message,
        errors=[_field_error(name, text) for name, text in error.fields.items()],
        headers=retry_headers(error),
        **members,
    )


def install_handlers(api: NinjaAPI) -> None:
    """Let every exception of the API end as a problem."""

    def on(kind: type[Exception], answer: Callable[[Any], HttpResponse]) -> None:
        api.add_exception_handler(kind, lambda _request, error: answer(error))

    on(DomainError, problem_of)
    on(Refusal, lambda error: refuse(error.code, error.detail, headers=error.headers))
    on(ValidationError, _wrong_input)
    on(InvalidParameter, lambda error: _invalid([{"parameter": error.name, "detail": error.detail}]))
    on(Http404, lambda _: problem_of(NotFound()))
    on(PermissionDenied, lambda _: problem_of(Forbidden()))
    on(HttpError, _unreadable)
    on(RequestDataTooBig, lambda _: refuse("body_too_large"))
    for kind in (SuspiciousOperation, BadRequest, UnreadablePostError):
        on(kind, lambda _: refuse("bad_request"))
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(Exception, _unexpected)


def _wrong_input(error: ValidationError) -> HttpResponse:
    if any(each["type"] == "missing" and tuple(each["loc"]) == _KEY for each in error.errors):
        return problem_of(KeyRequired())
    return _invalid([_schema_error(each["loc"], each["msg"]) for each in error.errors])


def _unreadable(error: HttpError) -> HttpResponse:
    """What is left of ninja's own errors: the body's parser failed, and the cause says how."""
    cause = error.__cause__
    return refuse(cause.code if isinstance(cause, Refusal) else "malformed_json")


def _unauthenticated(request: HttpRequest, _error: Any) -> HttpResponse:
    # RFC 6750, section 3: the reason is named only to somebody who sent a token.
    challenge = 'Bearer error="invalid_token"' if "Authorization" in request.headers else "Bearer"
    return refuse("not_authenticated", headers={"WWW-Authenticate": challenge})


def _invalid(errors: list[dict[str, str]]) -> HttpResponse:
    found = InvalidInput()
    return problem(status=http_status(found), code=found.code, detail=found.message, errors=errors[:MAX_ERRORS])


def _schema_error(place: Sequence[str | int], text: str) -> dict[str, str]:
    """Name the place: a JSON pointer into the body, or the parameter of path, query or header."""
    source, rest = place[0], place[1:]
    if source == "body":
        return {"pointer": _pointer(rest[1:]), "detail": text}  # the first part is our argument's name
    return {"parameter": str(rest[-1]), "detail": text}


def _field_error(name: str, text: str) -> dict[str, str]:
    return {"pointer": _pointer(name.split(".")), "detail": text}


def _pointer(parts: Sequence[str | int]) -> str:
    """Return a JSON pointer (RFC 6901); the empty one is the whole body."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, (OperationalError, InterfaceError)):
        code = "too_busy" if is_too_slow(error) else "unavailable"
        log.error("%s: %s", code, error)
        return refuse(code, headers={"Retry-After": RETRY_AFTER_SECONDS})
    log.error("unexpected error at %s", request.path, exc_info=error)
    signals.got_request_exception.send(sender=None, request=request)  # what Django does: reporters and tests listen
    return refuse("internal_error")


def _first_sentence(error: type[DomainError]) -> str:
    return (error.__doc__ or error.default_message).strip().partition("\n")[0]
