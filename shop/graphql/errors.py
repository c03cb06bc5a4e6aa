"""Refusals in GraphQL: what an operation refuses is data, what a query may not see looks as if it were not there."""

from __future__ import annotations

import re
from typing import Protocol

import strawberry
from graphql import GraphQLError

from shop.checkout.operations import OutOfStock
from shop.core.errors import DomainError


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


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)
