"""Returns and withdrawals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shop.cart.models import MAX_LINES, STAFF_MAX_QUANTITY
from shop.catalog.rules import SKU_LENGTH
from shop.fulfilment.models import Return as ReturnRow
from shop.fulfilment.models import ReturnLine as ReturnLineRow
from shop.fulfilment.models import Withdrawal as WithdrawalRow

from .common import Amount, Body, Text, TypedEmail, Uri, states

# What people write may have several lines; what no database column takes is refused.
_WORDS = r"^[^\x00]*$"

Reason = Literal["not_liked", "wrong_size", "not_as_shown", "wrong_item", "faulty", "other"]


class ReturnItem(Body):
    """Units that the buyer has, by SKU, and for an exchange what they want instead."""

    sku: Text = Field(min_length=1, max_length=SKU_LENGTH, examples=["MUG-RUST"])
    quantity: int = Field(ge=1, le=STAFF_MAX_QUANTITY, examples=[1])
    reason: Reason
    wanted_sku: Text | None = Field(
        default=None, max_length=80, description="For an exchange; then every item names one.", examples=["MUG-MOSS"]
    )


class NewReturn(Body):
    """What goes back."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"items": [{"sku": "MUG-RUST", "quantity": 1, "reason": "not_liked"}]}}
    )

    items: list[ReturnItem] = Field(min_length=1, max_length=MAX_LINES)
    comment: str | None = Field(default=None, max_length=1000, pattern=_WORDS)


class ReturnLine(BaseModel):
    """Units that go back."""

    sku: str
    name: str
    quantity: int
    quantity_received: int
    reason: str = states(ReturnLineRow.Reason)
    wanted_sku: str | None


class Return(BaseModel):
    """A return or exchange. Goods are sent once it is approved; the buyer is told by mail."""

    id: str = Field(examples=["ret_06f3t1c2m9k4v7x0q5z8n2b6ja"])
    number: str = Field(description="As people say it.", examples=["R12"])
    kind: str = states(ReturnRow.Kind)
    status: str = states(ReturnRow.Status)
    comment: str
    instructions: str = Field(description="How to send it, once it is approved.")
    refusal: str = Field(description="Why it was rejected.")
    lines: list[ReturnLine]
    refund: Amount = Field(description="What the buyer was credited.")
    replacement: str | None = Field(description="The id of the order that an exchange brings.")
    created_at: datetime
    url: Uri = Field(description="Signed address of its page, with the slip to print.")


class ReturnList(BaseModel):
    """All returns of an order, newest first; there is never a next page."""

    results: list[Return]
    next: None = None


class WithdrawalItem(Body):
    """Units that the buyer withdraws from, by SKU."""

    sku: Text = Field(min_length=1, max_length=SKU_LENGTH, examples=["MUG-RUST"])
    quantity: int = Field(ge=1, le=STAFF_MAX_QUANTITY, examples=[1])


class NewWithdrawal(Body):
    """The statement. Without `items` it is about everything; name and email are those of the order by default."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [{"sku": "MUG-RUST", "quantity": 1}]}})

    items: list[WithdrawalItem] | None = Field(default=None, min_length=1, max_length=MAX_LINES)
    name: Text | None = Field(default=None, min_length=1, max_length=120)
    email: TypedEmail | None = Field(default=None, max_length=254, description="Where the receipt goes.")


class NewDeclaration(Body):
    """The statement of somebody who holds no order link: nothing more may be asked of them."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "Ada Lovelace", "order_number": "10001", "email": "ada@example.com"}}
    )

    name: Text = Field(min_length=1, max_length=120, examples=["Ada Lovelace"])
    order_number: Text = Field(min_length=1, max_length=40, examples=["10001"])
    email: TypedEmail = Field(
        min_length=3, max_length=254, description="Where the receipt goes.", examples=["ada@example.com"]
    )
    goods: str | None = Field(
        default=None, max_length=1000, pattern=_WORDS, description="Which goods, in words; by default all of them."
    )


class DeclarationReceived(BaseModel):
    """The same for everybody: the receipt, with a link to how it goes on, is in the mailbox that was named."""

    received_at: datetime


class WithdrawalLine(BaseModel):
    """Units that were withdrawn from."""

    sku: str
    name: str
    quantity: int
    quantity_cancelled: int = Field(description="Of those, never sent.")
    quantity_received: int
    exemption: str | None = Field(description="Where there is no right of withdrawal: the article of the directive.")


class Withdrawal(BaseModel):
    """A statutory withdrawal (Directive 2011/83/EU). It counts from the moment it was declared."""

    id: str = Field(examples=["wdr_06f3t1c2m9k4v7x0q5z8n2b6ja"])
    number: str = Field(examples=["W7"])
    status: str = states(WithdrawalRow.Status)
    statement: str
    declared_at: datetime
    refund_due_on: date
    lines: list[WithdrawalLine]
    refund: Amount = Field(description="What the buyer was credited so far.")
    url: Uri = Field(description="Signed address of its page, with the slip to print.")


class WithdrawalList(BaseModel):
    """All withdrawals from an order, newest first; there is never a next page."""

    results: list[Withdrawal]
    next: None = None
