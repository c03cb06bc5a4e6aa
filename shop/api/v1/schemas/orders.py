"""Orders and delivery."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from shop.api.common.pagination import DEFAULT_LIMIT, MAX_LIMIT
from shop.cart.models import MAX_LINES, MAX_QUANTITY
from shop.catalog.rules import SKU_LENGTH
from shop.fulfilment.models import Fulfilment as FulfilmentRow
from shop.orders.models import Order as OrderRow
from shop.payments.models import Payment as PaymentRow

from .catalog import Component, Decimal
from .common import Amount, Body, Email, NewAmount, Text, TypedEmail, Uri, states

# The first payment provider of this shop, by its first method.
PAYMENT_EXAMPLE: dict[str, JsonValue] = {"provider": (settings.PAYMENT_PROVIDERS or ["test"])[0]}


class NewLine(Body):
    """A variant and how many of it. What it costs is the shop's business."""

    sku: Text = Field(min_length=1, max_length=SKU_LENGTH, examples=["MUG-RUST"])
    quantity: int = Field(ge=1, le=MAX_QUANTITY, examples=[2])


class NewAddress(Body):
    """Where the parcel goes."""

    full_name: Text = Field(min_length=1, max_length=120, examples=["Ada Lovelace"])
    company: Text | None = Field(default=None, max_length=120)
    line1: Text = Field(min_length=1, max_length=160, description="Street and number.", examples=["Torstraße 1"])
    line2: Text | None = Field(default=None, max_length=160)
    city: Text | None = Field(
        default=None,
        max_length=80,
        description="Needed where addresses have one: not in Singapore.",
        examples=["Berlin"],
    )
    postcode: Text | None = Field(
        default=None,
        max_length=16,
        description="Needed, and checked for its form, where the country has them: not in Hong Kong.",
        examples=["10119"],
    )
    region: Text | None = Field(
        default=None,
        max_length=80,
        description="State, province, prefecture or the like, by code or name. Needed where addresses have one, as in"
        " the United States, Canada, Australia, Italy and Spain; it is kept as it is written there: `CA`.",
    )
    country: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$")] = Field(
        description="ISO 3166-1 alpha-2.", examples=["DE"]
    )
    phone: Text | None = Field(default=None, max_length=32)


class NewPayment(Body):
    """How it is paid. The provider `test` knows the methods `success`, `decline` and `challenge` (3-D Secure)."""

    provider: Text = Field(min_length=1, max_length=50, examples=["test"])
    method: Text | None = Field(
        default=None, max_length=40, description="One of the provider's methods; its first by default."
    )


class NewOrder(Body):
    """What to order. Prices, tax and delivery costs are the shop's at this moment."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "email": "ada@example.com",
                "lines": [{"sku": "MUG-RUST", "quantity": 2}],
                "shipping_address": {
                    "full_name": "Ada Lovelace",
                    "line1": "Torstraße 1",
                    "city": "Berlin",
                    "postcode": "10119",
                    "country": "DE",
                },
                "payment": PAYMENT_EXAMPLE,
            }
        }
    )

    lines: list[NewLine] = Field(min_length=1, max_length=MAX_LINES)
    email: TypedEmail | None = Field(default=None, max_length=254, description="Guests need it; else the account's.")
    shipping_address: NewAddress
    shipping_method: Text | None = Field(
        default=None, max_length=50, description="A code; the first for the country by default."
    )
    payment: NewPayment
    expected_total: NewAmount | None = Field(
        default=None, description="What the buyer has seen. Another total is refused with 409 `price_changed`."
    )


class Attempt(Body):
    """How an order that waits is paid."""

    model_config = ConfigDict(json_schema_extra={"example": {"payment": PAYMENT_EXAMPLE}})

    payment: NewPayment
    expected_amount: NewAmount | None = Field(
        default=None, description="What the buyer has seen. Another amount is refused with 409 `price_changed`."
    )


class OrderLine(BaseModel):
    """What was bought, as it was then."""

    sku: str
    name: str
    quantity: int
    quantity_cancelled: int = Field(description="Of those, not sent any more.")
    quantity_fulfilled: int = Field(description="Of those, sent.")
    quantity_returned: int = Field(description="Of those sent, back at the shop.")
    price: Amount = Field(description="Of one.")
    total: Amount
    options: dict[str, str]
    components: list[Component] = Field(description="What was in a bundle, else empty.")


class Address(BaseModel):
    """Where the parcel goes."""

    full_name: str
    company: str
    line1: str
    line2: str
    city: str
    postcode: str
    region: str
    country: str
    phone: str


class Payment(BaseModel):
    """How the payment stands."""

    provider: str
    status: str = states(PaymentRow.Status)
    redirect_url: Uri | None = Field(description="With `requires_action`: send the buyer there.")


class BankTransfer(BaseModel):
    """Where the buyer sends what is missing. By the reference the shop knows whose money it is."""

    holder: str
    iban: str = Field(examples=["DE89370400440532013000"])
    bic: str
    bank: str
    reference: str = Field(description="To be written exactly so.", examples=["RF712348231"])
    amount: Amount
    due_at: datetime = Field(description="When the money should be here.")


class FulfilmentLine(BaseModel):
    """Units of a line in a parcel."""

    sku: str
    quantity: int


class Fulfilment(BaseModel):
    """A parcel."""

    id: str = Field(examples=["ful_06f3t1c2m9k4v7x0q5z8n2b6ja"])
    status: str = states(FulfilmentRow.Status, hidden=(FulfilmentRow.Status.CANCELLED,))
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: list[FulfilmentLine]


class Delivery(BaseModel):
    """The chosen delivery and when the parcel should arrive."""

    code: str
    name: str
    arrives_from: date | None
    arrives_until: date | None


class Order(BaseModel):
    """An order. total = subtotal + shipping; tax is inside the total."""

    id: str = Field(examples=["ord_06f3t1c2m9k4v7x0q5z8n2b6ja"])
    number: str = Field(description="As people say it.", examples=["10001"])
    status: str = states(OrderRow.Status, hidden=(OrderRow.Status.DRAFT,))
    awaits_confirmation: bool = Field(
        description="The goods are kept for a short time only, until the buyer follows the link of our mail."
    )
    payment_status: str = states(OrderRow.PaymentStatus)
    fulfilment_status: str = states(OrderRow.FulfilmentStatus)
    currency: str
    subtotal: Amount
    shipping: Amount
    tax: Amount
    total: Amount
    credited: Amount = Field(description="What of the total is not owed any more: cancelled, returned, changed.")
    due: Amount = Field(
        description="What the buyer owes by the ledger: money that is only held counts once it is taken."
    )
    email: Email
    created_at: datetime
    lines: list[OrderLine]
    fulfilments: list[Fulfilment]
    shipping_address: Address | None
    shipping_method: Delivery
    payment: Payment | None
    bank_transfer: BankTransfer | None = Field(
        description="Where to pay, while money by bank transfer or for an invoice is missing."
    )
    can_withdraw: bool = Field(description="Whether the buyer may withdraw from something in it now, without a reason.")
    withdraw_until: date | None = Field(
        description="The last day of that, in the shop's time zone. It is not known before everything has arrived."
    )
    status_url: Uri = Field(description="Signed address of the order's page: whoever has it sees the order.")
    pay_url: Uri | None = Field(description="Where a buyer pays while the order, or a change of it, waits for that.")


class OrderList(BaseModel):
    """A page of orders, newest first."""

    results: list[Order]
    next: Uri | None = Field(description="Address of the next page, null on the last.")


class OrderQuery(BaseModel):
    """What to list."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        default=None, description="From `next`; simply follow that address."
    )


class DeliveryQuery(BaseModel):
    """Where to, and for how much."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$")] = Field(description="ISO 3166-1 alpha-2.")
    subtotal: Decimal = Field(default="0", description="The value of the goods, which may make delivery free.")


class DeliveryOption(BaseModel):
    """A way to deliver, with its price for these goods and the days of arrival if ordered now."""

    code: str = Field(examples=["standard"])
    name: str
    price: Amount
    free_from: Amount | None = Field(description="The value of goods from which it is free.")
    arrives_from: date
    arrives_until: date


class DeliveryList(BaseModel):
    """The ways to deliver, in the shop's order; none where the shop does not deliver."""

    results: list[DeliveryOption]
    next: None = None
