"""`payOrder`: the same operation as the page of the link to pay."""

from __future__ import annotations

from decimal import Decimal

import strawberry
from django.conf import settings
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PriceChanged, pay_order
from shop.core.clients import client_address
from shop.core.errors import InvalidInput
from shop.core.idempotency import Claim
from shop.core.money import Money
from shop.graphql.context import Context
from shop.graphql.errors import UserError, user_errors
from shop.graphql.idempotency import once
from shop.graphql.mutations.place_order import PaymentInput
from shop.graphql.orders import find_order
from shop.graphql.types.orders import Order
from shop.orders.models import Order as OrderRow


@strawberry.input(
    description="`orderToken`, the text in the order's status address, stands for the buyer where there is no access"
    " token. `expectedAmount` refuses another amount."
)
class PayOrderInput:
    order_id: strawberry.ID
    payment: PaymentInput
    order_token: str = ""
    expected_amount: Decimal | None = None
    idempotency_key: str = ""


@strawberry.type(
    description="Either the order, or why nothing was begun. A `redirectUrl` is where the buyer must go to pay."
    " With `price_changed`, `newAmount` is what is to be paid now."
)
class PayOrderPayload:
    user_errors: list[UserError]
    order: Order | None = None
    payment_status: str | None = None
    redirect_url: str | None = None
    new_amount: Decimal | None = None


@strawberry.type
class PayMutation:
    @strawberry.mutation(
        description="Begin to pay for an order that waits, or for a change of one. A declined attempt leaves it as it"
        " is. Needs the header `Idempotency-Key`."
    )
    def pay_order(self, info: strawberry.Info[Context, None], input: PayOrderInput) -> PayOrderPayload:  # noqa: A002
        return once(
            info.context,
            PayOrderPayload,
            lambda claim: _pay(info.context, input, claim),
            guest=str(input.order_id),
            given=input.idempotency_key,
        )


def _pay(context: Context, asked: PayOrderInput, claim: Claim | None) -> PayOrderPayload:
    order = find_order(context, str(asked.order_id), asked.order_token)
    try:
        placed = pay_order(
            order_id=order.pk,
            payment=PaymentChoice(asked.payment.provider, asked.payment.method),
            expected=_expected(order, asked.expected_amount),
            client=client_address(context.request),
            now=timezone.now(),
            claim=claim,
        )
    except PriceChanged as error:
        return PayOrderPayload(new_amount=error.new_total.decimal, user_errors=user_errors(error))
    redirect = placed.payment.redirect_url
    return PayOrderPayload(
        order=placed.order,  # type: ignore[arg-type]  # a row stands for its type
        payment_status=placed.payment.status,
        redirect_url=settings.SITE_URL + redirect if redirect.startswith("/") else redirect or None,
        user_errors=[],
    )


def _expected(order: OrderRow, value: Decimal | None) -> Money | None:
    if value is None:
        return None
    try:
        return Money.parse(str(value), order.currency)
    except ValueError as error:
        raise InvalidInput(fields={"expected_amount": str(error)}) from error
