"""A customer's account and orders. Which rows somebody sees is decided by the queries, never by these types."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import strawberry
from django.utils import timezone

from shop.checkout.order_view import OrderView
from shop.core.money import Money
from shop.core.site import absolute
from shop.fulfilment import models as fulfilment
from shop.graphql.types.catalog import Component, PageInfo, SelectedOption
from shop.orders import models
from shop.payments.models import Payment

# The states of the shop itself; their names in GraphQL are in capitals, as enums are there.
strawberry.enum(models.Order.Status, name="OrderStatus")
strawberry.enum(models.Order.PaymentStatus, name="OrderPaymentStatus")
strawberry.enum(models.Order.FulfilmentStatus, name="OrderFulfilmentStatus")
strawberry.enum(fulfilment.Fulfilment.Status, name="FulfilmentStatus")
strawberry.enum(Payment.Status, name="PaymentStatus")


@strawberry.type(description="The account of the caller.")
class User:
    id: int
    email: str
    username: str
    created_at: datetime


@strawberry.type(description="What was bought, as it was when it was bought.")
class OrderLine:
    sku: str
    name: str
    quantity: int
    quantity_cancelled: int
    quantity_fulfilled: int
    quantity_returned: int

    @strawberry.field(description="Price of one unit, tax included.")
    def price(self, root: strawberry.Parent[models.OrderLine]) -> Decimal:
        return Money(root.unit_minor, root.order.currency).decimal

    @strawberry.field(description="Price of the line, tax included.")
    def total(self, root: strawberry.Parent[models.OrderLine]) -> Decimal:
        return Money(root.total_minor, root.order.currency).decimal

    @strawberry.field
    def options(self, root: strawberry.Parent[models.OrderLine]) -> list[SelectedOption]:
        return [SelectedOption(name=name, value=value) for name, value in root.options]

    @strawberry.field(description="What was in a bundle, else empty.")
    def components(self, root: strawberry.Parent[models.OrderLine]) -> list[Component]:
        return [Component(sku=part["sku"], name=part["name"], quantity=part["quantity"]) for part in root.components]


@strawberry.type
class Address:
    full_name: str
    company: str
    line1: str
    line2: str
    city: str
    postcode: str
    region: str
    country: str
    phone: str


@strawberry.type(description="A way of delivery and the days of arrival, where they are known.")
class Delivery:
    code: str
    name: str
    arrives_from: date | None
    arrives_until: date | None


@strawberry.type(description="Units of a line in a parcel.")
class FulfilmentLine:
    sku: str
    quantity: int


@strawberry.type(description="A parcel.")
class Fulfilment:
    @strawberry.field
    def id(self, root: strawberry.Parent[fulfilment.Fulfilment]) -> strawberry.ID:
        return strawberry.ID(root.public_id)

    status: fulfilment.Fulfilment.Status
    carrier: str
    tracking_number: str
    shipped_at: datetime | None
    delivered_at: datetime | None

    @strawberry.field(description="Where the parcel can be followed; empty where nobody knows.")
    def tracking_url(self, root: strawberry.Parent[fulfilment.Fulfilment]) -> str:
        return root.tracking_page

    @strawberry.field
    def lines(self, root: strawberry.Parent[fulfilment.Fulfilment]) -> list[FulfilmentLine]:
        return [FulfilmentLine(sku=part.order_line.sku, quantity=part.quantity) for part in root.lines.all()]


@strawberry.type(description="Where the buyer sends what is missing. The reference tells whose money it is.")
class BankTransfer:
    holder: str
    iban: str
    bic: str
    bank: str
    reference: str
    amount: Decimal
    due_at: datetime


@strawberry.type(description="How an order is paid. With `REQUIRES_ACTION` the buyer is sent to `redirectUrl`.")
class OrderPayment:
    provider: str
    status: Payment.Status
    redirect_url: str | None


def view_of(order: models.Order) -> OrderView:
    """Return what an order shows, worked out once for all fields of an answer."""
    view: OrderView | None = vars(order).get("_shown")
    if view is None:
        view = vars(order)["_shown"] = OrderView(order, timezone.now())
    return view


@strawberry.type(description="An order. Amounts are decimals in `currency`, tax included.")
class Order:
    @strawberry.field
    def id(self, root: strawberry.Parent[models.Order]) -> strawberry.ID:
        return strawberry.ID(root.public_id)

    @strawberry.field
    def number(self, root: strawberry.Parent[models.Order]) -> str:
        return str(root.number)

    email: str
    currency: str
    created_at: datetime
    status: models.Order.Status
    payment_status: models.Order.PaymentStatus
    fulfilment_status: models.Order.FulfilmentStatus
    version: int = strawberry.field(description="Raised with every change of the order.")

    @strawberry.field(description="Goods are kept for a short time only, until the buyer follows the link of our mail.")
    def awaits_confirmation(self, root: strawberry.Parent[models.Order]) -> bool:
        return view_of(root).awaits_confirmation

    @strawberry.field
    def subtotal(self, root: strawberry.Parent[models.Order]) -> Decimal:
        return Money(root.subtotal_minor, root.currency).decimal

    @strawberry.field
    def shipping(self, root: strawberry.Parent[models.Order]) -> Decimal:
        return Money(root.shipping_minor, root.currency).decimal

    @strawberry.field(description="The tax inside the total.")
    def tax(self, root: strawberry.Parent[models.Order]) -> Decimal:
        return Money(root.tax_minor, root.currency).decimal

    @strawberry.field
    def total(self, root: strawberry.Parent[models.Order]) -> Decimal:
        return root.total.decimal

    @strawberry.field
    def lines(self, root: strawberry.Parent[models.Order]) -> list[OrderLine]:
        return list(root.lines.all())  # type: ignore[arg-type]  # rows stand for their types

    @strawberry.field(description="What of the total is not owed any more: cancelled, returned, changed.")
    def credited(self, root: strawberry.Parent[models.Order]) -> Decimal:
        return Money(root.credited_minor, root.currency).decimal

    @strawberry.field(description="What the buyer owes by the ledger: money that is only held counts once it is taken.")
    def due(self, root: strawberry.Parent[models.Order]) -> Decimal:
        return view_of(root).due.decimal

    @strawberry.field
    def fulfilments(self, root: strawberry.Parent[models.Order]) -> list[Fulfilment]:
        return view_of(root).parcels  # type: ignore[return-value]  # likewise

    @strawberry.field(description="Where a buyer pays while the order, or a change of it, waits for that.")
    def pay_url(self, root: strawberry.Parent[models.Order]) -> str | None:
        return view_of(root).pay_url

    @strawberry.field(description="Signed address of the order's page: whoever has it sees the order.")
    def status_url(self, root: strawberry.Parent[models.Order]) -> str:
        return view_of(root).status_url

    @strawberry.field(description="How the payment stands.")
    def payment(self, root: strawberry.Parent[models.Order]) -> OrderPayment | None:
        payment = view_of(root).payment
        if payment is None:
            return None
        way = absolute(payment.redirect_url) or None
        return OrderPayment(provider=payment.provider, status=Payment.Status(payment.status), redirect_url=way)

    @strawberry.field(description="Where to pay, while money by bank transfer or for an invoice is missing.")
    def bank_transfer(self, root: strawberry.Parent[models.Order]) -> BankTransfer | None:
        how = view_of(root).transfer
        if how is None:
            return None
        return BankTransfer(
            holder=how.holder, iban=how.iban, bic=how.bic, bank=how.bank, reference=how.reference,
            amount=how.amount.decimal, due_at=how.due_at,
        )  # fmt: skip

    @strawberry.field(description="Whether the buyer may withdraw from something in it now, without a reason.")
    def can_withdraw(self, root: strawberry.Parent[models.Order]) -> bool:
        return view_of(root).can_withdraw

    @strawberry.field(
        description="The last day of that, in the shop's time zone. It is not known before everything has arrived."
    )
    def withdraw_until(self, root: strawberry.Parent[models.Order]) -> date | None:
        return view_of(root).period.ends_on

    @strawberry.field
    def shipping_address(self, root: strawberry.Parent[models.Order]) -> Address | None:
        return view_of(root).address  # type: ignore[return-value]  # likewise

    @strawberry.field(description="The chosen delivery and when the parcel should arrive.")
    def shipping_method(self, root: strawberry.Parent[models.Order]) -> Delivery:
        return Delivery(
            code=root.shipping_code,
            name=root.shipping_name,
            arrives_from=root.arrives_from,
            arrives_until=root.arrives_until,
        )


@strawberry.type
class OrderEdge:
    node: Order
    cursor: str


@strawberry.type(description="A page of orders, newest first.")
class OrderConnection:
    edges: list[OrderEdge]
    page_info: PageInfo

    @strawberry.field(description="The orders without their cursors.")
    def nodes(self) -> list[Order]:
        return [edge.node for edge in self.edges]
