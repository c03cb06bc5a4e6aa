"""Every refusal of the API, in one form: RFC 9457 problem details with a stable code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core import signals
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shop.core.door import PROTOCOL, ErrorType, Refusal, database_refusal, not_authenticated, problem
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
from shop.core.money import Money

from .money import amount

log = logging.getLogger("shop.api")

_KEY = ("header", "Idempotency-Key")
MAX_ERRORS = 50  # of one request: enough to mend it


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
        known.setdefault(error.code, ErrorType(HTTP_STATUS[error.kind], error.title, _first_sentence(error)))
    return dict(sorted(known.items()))


def refuse(code: str, detail: str = "", *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a refusal of the protocol, with its standard sentence unless another is given."""
    return _refusal_response(Refusal(code, detail, headers=headers))


def problem_of(error: DomainError) -> HttpResponse:
    """Return the answer to a refusal by the shop."""
    status = http_status(error)
    return problem(
        status=status,
        code=error.code,
        detail=error.message,
        errors=[_field_error(name, text) for name, text in error.fields.items()],
        headers=retry_headers(error),
        **{name: _written(fact) for name, fact in error.facts.items()},
    )


def _written(fact: object) -> object:
    return amount(fact.amount_minor, fact.currency) if isinstance(fact, Money) else fact


def install_handlers(api: NinjaAPI) -> None:
    """Let every exception of the API end as a problem."""

    def on(kind: type[Exception], answer: Callable[[Any], HttpResponse]) -> None:
        api.add_exception_handler(kind, lambda _request, error: answer(error))

    on(DomainError, problem_of)
    on(Refusal, _refusal_response)
    on(ValidationError, _wrong_input)
    on(InvalidParameter, lambda error: _invalid([{"parameter": error.name, "detail": error.detail}]))
    on(Http404, lambda _: problem_of(NotFound()))
    on(PermissionDenied, lambda _: problem_of(Forbidden()))
    on(HttpError, _unreadable)
    for kind in (SuspiciousOperation, BadRequest):
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
    return _refusal_response(cause) if isinstance(cause, Refusal) else refuse("malformed_json")


def _refusal_response(error: Refusal) -> HttpResponse:
    return problem(status=error.status, code=error.code, detail=error.detail, headers=error.headers)


def _unauthenticated(request: HttpRequest, _error: Any) -> HttpResponse:
    return _refusal_response(not_authenticated(has_sent="Authorization" in request.headers))


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
        return _refusal_response(database_refusal(error))
    log.error("unexpected error at %s", request.path, exc_info=error)
    signals.got_request_exception.send(sender=None, request=request)  # what Django does: reporters and tests listen
    return refuse("internal_error")


def _first_sentence(error: type[DomainError]) -> str:
    return (error.__doc__ or str(error.default_message)).strip().partition("\n")[0]
