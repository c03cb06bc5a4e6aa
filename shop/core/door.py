"""The one door for programs: how the JSON API and GraphQL read a body, and how everything before them is refused.

A refusal has the same code, status and sentence at both; only its form differs: RFC 9457 problem details below /api/,
and a list of errors at /graphql/.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from .errors import HTTP_STATUS, Busy, Forbidden, NotFound, all_error_types
from .statements import is_too_slow

log = logging.getLogger("shop.web")

ERRORS_PATH = "/api/v1/errors/"
MAX_BODY_BYTES = 1_000_000
MAX_DEPTH = 32  # of lists and objects in a body; an order has four
RETRY_AFTER_SECONDS = "5"

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class ErrorType(NamedTuple):
    """A kind of refusal as clients may rely on it."""

    status: int
    title: StrOrPromise
    description: StrOrPromise


# What the protocol itself refuses; what the shop refuses are the DomainErrors.
PROTOCOL: Mapping[str, ErrorType] = {
    "bad_request": ErrorType(400, _("Bad request"), _("The request could not be understood.")),
    "malformed_json": ErrorType(400, _("Malformed JSON"), _("The body is not valid JSON.")),
    "not_authenticated": ErrorType(
        401, _("Not authenticated"), _("An access token is required. Yours is missing, wrong or expired.")
    ),
    "invalid_credentials": ErrorType(
        401, _("Invalid credentials"), _("The email address, user name or password is incorrect.")
    ),
    "invalid_refresh_token": ErrorType(
        401, _("Invalid refresh token"), _("This refresh token is wrong, expired or already used. Log in again.")
    ),
    "https_required": ErrorType(
        403,
        _("Https required"),
        _("Use https. A redirect would have lost the body, and the token was sent unencrypted."),
    ),
    "method_not_allowed": ErrorType(
        405,
        _("Method not allowed"),
        _("This address does not support the method. The Allow header lists the methods it supports."),
    ),
    "length_required": ErrorType(411, _("Length required"), _("Send the body with a Content-Length, not in chunks.")),
    "body_too_large": ErrorType(413, _("Body too large"), _("The body is larger than 1 MB.")),
    "unsupported_media_type": ErrorType(415, _("Unsupported media type"), _("Send the body as application/json.")),
    "rate_limited": ErrorType(
        429, _("Rate limited"), _("Too many attempts. The Retry-After header says how many seconds to wait.")
    ),
    "internal_error": ErrorType(
        500, _("Internal error"), _("Something went wrong on our side. Quote the request ID when you contact us.")
    ),
    "unavailable": ErrorType(
        503, _("Unavailable"), _("The shop is briefly unavailable. Please try again, with the same Idempotency-Key.")
    ),
    "too_busy": ErrorType(
        503, _("Too busy"), _("The shop is too busy to answer this in time. Try again in a moment, or ask for less.")
    ),
    "shop_closed": ErrorType(
        503, _("Shop closed"), _("This shop is not open yet. Only staff can look around and order.")
    ),
    # GraphQL alone; these are answered with 200, as GraphQL over HTTP has it.
    "invalid_query": ErrorType(
        200, _("Invalid query"), _("The GraphQL document or one of its variables does not match the schema.")
    ),
    "query_too_complex": ErrorType(
        200, _("Query too complex"), _("The GraphQL document asks for more than one request allows.")
    ),
    "answer_too_large": ErrorType(
        200, _("Answer too large"), _("The answer would be too large or take too long. Ask for less at once.")
    ),
}
_OF_STATUS = {
    400: "bad_request",
    405: "method_not_allowed",
    413: "body_too_large",
    500: "internal_error",
    503: "unavailable",
}
_OF_SHOP = {HTTP_STATUS[error.kind]: error for error in (Forbidden, NotFound)}


class Refusal(Exception):
    """A refusal by the protocol; `code` is a key of PROTOCOL."""

    def __init__(self, code: str, detail: str = "", *, headers: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.status, _title, description = PROTOCOL[code]
        self.detail = str(detail or description)
        self.headers = headers or {}
        super().__init__(code)


def not_authenticated(*, has_sent: bool) -> Refusal:
    """Return the refusal of somebody without a token, or with one that is not good."""
    # RFC 6750, section 3: the reason is named only to somebody who sent a token.
    challenge = 'Bearer error="invalid_token"' if has_sent else "Bearer"
    return Refusal("not_authenticated", headers={"WWW-Authenticate": challenge})


def database_refusal(error: Exception) -> Refusal:
    """Return, and log, what the database's failure means: that it is away, or that a statement ran out of time."""
    # Never "nothing was changed": a commit may have succeeded whose answer was lost.
    code = "too_busy" if is_too_slow(error) or isinstance(error, Busy) else "unavailable"
    log.error("%s: %s", code, error)
    return Refusal(code, headers={"Retry-After": RETRY_AFTER_SECONDS, "Cache-Control": "no-store"})


def check_length(request: HttpRequest) -> None:
    """Refuse bodies that are too large, or in chunks, which WSGI would show as empty. Raises: Refusal."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        raise Refusal("length_required")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length[:20]) > MAX_BODY_BYTES:
        raise Refusal("body_too_large")


def read_json(request: HttpRequest) -> Any:
    """Return the body as RFC 8259 has it: no NaN, no infinite numbers, no lone surrogates, 32 levels at most.

    Raises: Refusal.
    """
    check_length(request)
    if request.content_type not in ("", "application/json"):
        raise Refusal("unsupported_media_type")
    try:
        value = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise Refusal("malformed_json") from error
    except RequestDataTooBig as error:
        raise Refusal("body_too_large") from error
    except UnreadablePostError as error:
        raise Refusal("bad_request", gettext("The body is shorter than its Content-Length.")) from error
    _check_depth(value)
    return value


def is_program(path: str) -> bool:
    """Tell whether an address is for programs, who are answered in JSON whatever happens."""
    return path in ("/api", "/graphql") or path.startswith(("/api/", "/graphql/"))


def title_of(code: str) -> str:
    """Return the heading of a refusal in the reader's language: "Out of stock" for out_of_stock."""
    if code in PROTOCOL:
        return str(PROTOCOL[code].title)
    return str(next(error.title for error in all_error_types() if error.code == code))


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
    return _never_kept(body, status, "application/problem+json", headers)


def graphql_refusal(*, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a refusal in GraphQL's own form, where nothing was executed. It is never cached."""
    body = {"errors": [{"message": detail, "extensions": {"code": code, "request_id": request_id.get()}}]}
    return _never_kept(body, status, "application/json", headers)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return a refusal in the form of the interface that was asked."""
    values = {"code": refusal.code, "detail": refusal.detail, "headers": refusal.headers}
    response = _form_of(request)(status=refusal.status, **values)
    response._has_been_logged = True  # type: ignore[attr-defined]  # what is our fault was, where it was found
    return response


def in_form(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return what Django itself answered a program, in the program's form: a wrong Host, an unknown address, a crash.

    A redirect of anything but GET and HEAD would lose the body: the only one there is leads to https.
    """
    if 300 <= response.status_code < 400 and request.method not in ("GET", "HEAD") and response.has_header("Location"):
        return refused(request, Refusal("https_required"))
    if response.status_code < 400 or "json" in response.headers.get("Content-Type", ""):
        return response
    status = response.status_code
    code = _OF_STATUS.get(status, "bad_request" if status < 500 else "internal_error")
    detail = PROTOCOL[code].description
    if status in _OF_SHOP:
        code, detail = _OF_SHOP[status].code, str(_OF_SHOP[status].default_message)
    headers = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
    return _form_of(request)(status=status, code=code, detail=str(detail), headers=headers)


def _form_of(request: HttpRequest) -> Callable[..., HttpResponse]:
    return graphql_refusal if request.path.startswith("/graphql") else problem


def _never_kept(body: object, status: int, content_type: str, headers: Mapping[str, str] | None) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(body),
        status=status,
        content_type=content_type,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _check_depth(value: object) -> None:
    """Look at each list and object once, level by level."""
    level = [value] if isinstance(value, (dict, list)) else []
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Refusal(
                "malformed_json",
                gettext("The body is nested more than %(max_depth)s levels deep.") % {"max_depth": MAX_DEPTH},
            )
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, (dict, list))
        ]
