"""Refusals in GraphQL: what an operation refuses is data, what a query may not see looks as if it were not there."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, Protocol

import strawberry
from django.db import InterfaceError, OperationalError
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from shop.core.door import PROTOCOL, Refusal, database_refusal, request_id
from shop.core.errors import DomainError

log = logging.getLogger("shop.graphql")

MAX_ERRORS = 50  # of one request: enough to mend it
MAX_MESSAGE = 500
MAX_LOCATIONS = 5


@strawberry.type(description="Why nothing was changed. `code` is stable; `field` names the input, or is empty.")
class UserError:
    code: str
    field: str
    message: str


class Payload(Protocol):
    """What every mutation answers: its own fields, null where it was refused, and why."""

    def __init__(self, *, user_errors: list[UserError]) -> None: ...


def user_errors(error: DomainError) -> list[UserError]:
    """Return a refusal as one entry per part of what was asked, or one without."""
    if parts := error.by_part:
        return [UserError(code=error.code, field=_camel(name), message=text) for name, text in parts.items()]
    return [UserError(code=error.code, field="", message=error.message)]


def refusal(error: DomainError) -> GraphQLError:
    """Return a refusal of a query with its code in `extensions`."""
    detail = "; ".join(error.fields.values())
    return GraphQLError(detail or error.message, extensions={"code": error.code})


def refusal_among(errors: list[GraphQLError] | None) -> Refusal | None:
    """Return what refuses the whole answer: the shop cannot work at the moment, or not for this request."""
    for error in errors or ():
        cause = _cause(error)
        if isinstance(cause, Refusal):
            return cause
        if isinstance(cause, (OperationalError, InterfaceError)):
            return database_refusal(cause)
    return None


def answered(result: ExecutionResult, *, path: str) -> dict[str, Any]:
    """Return the body of an answer. What went wrong on our side is logged, and not shown."""
    if not result.errors:
        return {"data": result.data}
    return {"errors": [_shown(error, path) for error in result.errors[:MAX_ERRORS]], "data": result.data}


def _shown(error: GraphQLError, path: str) -> dict[str, Any]:
    """Return an error as the client sees it, with its code and the id by which we find the request."""
    cause = _cause(error)
    if isinstance(cause, DomainError):
        error = refusal(cause)
    elif cause is not None:
        log.error("unexpected error at %s", path, exc_info=cause)
        message, code = str(PROTOCOL["internal_error"].description), "internal_error"
        return _entry(error.formatted, message, code)
    shown = error.formatted
    return _entry(shown, shown["message"], (error.extensions or {}).get("code", "invalid_query"))


def _entry(shown: Mapping[str, Any], message: str, code: str) -> dict[str, Any]:
    entry = {name: shown[name] for name in ("path",) if shown.get(name)}
    entry["message"] = message[:MAX_MESSAGE]
    entry["extensions"] = {"code": code, "request_id": request_id.get()}
    if shown.get("locations"):
        entry["locations"] = list(shown["locations"])[:MAX_LOCATIONS]
    return entry


def _cause(error: GraphQLError) -> BaseException | None:
    """Return what made an error that is not GraphQL's own: neither about the document nor a refusal of ours."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _camel(name: str) -> str:
    name, colon, value = name.partition(":")  # a value, as in `sku:MUG_RED`, stays as it is
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name) + colon + value
