"""Refusals in GraphQL: what an operation refuses is data, what a query may not see looks as if it were not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import strawberry
from django.db import InterfaceError, OperationalError
from graphql import GraphQLError
from strawberry.extensions import MaskErrors

from shop.checkout.operations import OutOfStock
from shop.core.errors import DomainError
from shop.core.middleware import UNAVAILABLE
from shop.core.statements import is_too_slow


@strawberry.type(description="Why nothing was changed. `code` is stable; `field` names the input, or is empty.")
class UserError:
    code: str
    field: str
    message: str


class Payload(Protocol):
    """What every mutation answers: its own fields, null where it was refused, and why."""

    def __init__(self, *, user_errors: list[UserError]) -> None: ...


def user_errors(error: DomainError) -> list[UserError]:
    """Return a refusal as one entry per field, or one without a field."""
    if isinstance(error, OutOfStock):
        return [
            UserError(code=error.code, field=f"sku:{s.sku}", message=f"Only {max(s.available, 0)} left.")
            for s in error.shortages
        ]
    if error.fields:
        return [UserError(code=error.code, field=_camel(name), message=text) for name, text in error.fields.items()]
    return [UserError(code=error.code, field="", message=error.message)]


def refusal(error: DomainError) -> GraphQLError:
    """Return a refusal of a query with its code in `extensions`."""
    detail = "; ".join(error.fields.values())
    return GraphQLError(detail or error.message, extensions={"code": error.code})


def is_internal(error: GraphQLError) -> bool:
    """Tell whether an error must be masked: anything that is neither about the query nor a refusal of ours."""
    return error.original_error is not None and not isinstance(error.original_error, GraphQLError)


class Masked(MaskErrors):
    """Hides what went wrong inside, but tells when the database is away or too busy: that passes by itself."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=is_internal)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """Return what the caller reads instead."""
        cause = error.original_error
        if not isinstance(cause, (OperationalError, InterfaceError)):
            return super().anonymise_error(error)
        code = "too_busy" if is_too_slow(cause) else "unavailable"
        return GraphQLError(
            UNAVAILABLE[code], nodes=error.nodes, path=error.path, extensions={"code": code}, original_error=None
        )


def passes_by_itself(errors: Sequence[GraphQLError] | None) -> bool:
    """Tell whether the same request may be answered in a moment, so that the status is 503."""
    return any((error.extensions or {}).get("code") in UNAVAILABLE for error in errors or ())


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)
