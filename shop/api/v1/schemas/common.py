"""Forms that appear everywhere."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import TextChoices
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

# One line of text: no control characters, which no database column and no parcel label takes.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]


Uri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Email = Annotated[str, Field(json_schema_extra={"format": "email"}, examples=["ada@example.com"])]
TypedEmail = Annotated[Text, Field(json_schema_extra={"format": "email"})]  # as a client sends it


def states(choices: type[TextChoices], *, hidden: tuple[str, ...] = (), description: str = "") -> Any:
    """Return the field of a state, whose values the document lists. `hidden` are those that no client ever sees."""
    seen: list[JsonValue] = [value for value in choices.values if value not in hidden]
    return Field(description=description or None, json_schema_extra={"enum": seen})


class Body(BaseModel):
    """A request body: unknown fields are refused, and nothing is converted ("1" is no number)."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewAmount(Body):
    """An amount of money in a request."""

    amount: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,13}(\.[0-9]{1,3})?$")] = Field(
        description="A decimal.", examples=["58.00"]
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        description="ISO 4217.", examples=["EUR"]
    )


class Amount(BaseModel):
    """An amount of money, tax included."""

    amount: str = Field(description="A decimal with exactly the currency's decimals.", examples=["58.00"])
    currency: str = Field(description="ISO 4217.", examples=["EUR"])


class ProblemError(BaseModel):
    """One thing that is wrong."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body.", examples=["/lines/0/quantity"])
    parameter: str | None = Field(default=None, description="Name of the query, path or header parameter.")


class Shortage(BaseModel):
    """A variant of which fewer units are left than were asked for."""

    sku: str
    requested: int
    available: int


class Problem(BaseModel):
    """A refusal, as RFC 9457 describes it. Decide by `code`; the sentences may change."""

    type: str = Field(
        json_schema_extra={"format": "uri-reference"},
        description="Address of the code's description.",
        examples=["/api/v1/errors/out_of_stock/"],
    )
    title: str = Field(examples=["Out of stock"])
    status: int = Field(examples=[409])
    detail: str = Field(description="One plain sentence for a person.", examples=["Only 2 of MUG-RUST left."])
    code: str = Field(description="Stable name of the kind of refusal.", examples=["out_of_stock"])
    request_id: str = Field(description="Quote this when you ask us about it.", examples=["9f2c1a7be0d34c55"])
    errors: list[ProblemError] | None = Field(default=None, description="Every place that is wrong.")
    shortages: list[Shortage] | None = Field(default=None, description="With `out_of_stock`: what is missing.")
    new_total: Amount | None = Field(default=None, description="With `price_changed`: what it would be now.")


BODY = (400, 411, 413, 415, 422)  # how a body can be wrong


def problems(*statuses: int) -> dict[int, type[Problem]]:
    """Return the refusals of an operation for its declaration; 422, 500 and 503 are possible everywhere."""
    return dict.fromkeys(sorted({*statuses, 422, 500, 503}), Problem)
