"""What the mutations that begin a payment have in common."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from shop.checkout.operations import PlacedOrder
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.core.site import absolute
from shop.graphql.errors import UserError
from shop.graphql.types.orders import Order
from shop.payments.models import Payment


@strawberry.input
class PaymentInput:
    provider: str
    method: str = ""


@strawberry.type
class PaymentPayload:
    """The answer to an order or a payment; never in the schema by itself."""

    user_errors: list[UserError]
    order: Order | None = None
    payment_status: Payment.Status | None = None
    redirect_url: str | None = None


def payment_payload[P: PaymentPayload](payload: type[P], placed: PlacedOrder) -> P:
    """Return what is told of an order whose payment has begun."""
    del placed.order.version  # the database raises it with each change; it is read anew where it is asked for
    return payload(
        order=placed.order,  # type: ignore[arg-type]  # a row stands for its type
        payment_status=Payment.Status(placed.payment.status),
        redirect_url=absolute(placed.payment.redirect_url) or None,
        user_errors=[],
    )


def read_amount(value: Decimal | None, currency: str, *, field: str) -> Money | None:
    """Return an amount that the client has seen, None where it names none. Raises: InvalidInput at `field`."""
    if value is None:
        return None
    try:
        return Money.parse(str(value), currency)
    except ValueError as error:
        raise InvalidInput(fields={field: str(error)}) from error
