"""`payOrder`: the same operation as the page of the link to pay."""

from __future__ import annotations

from decimal import Decimal

import strawberry
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PriceChanged, pay_order
from shop.core.clients import client_address
from shop.core.idempotency import Claim
from shop.fulfilment.operations import cancel_unpaid_order
from shop.graphql.context import Context
from shop.graphql.errors import UserError, user_errors
from shop.graphql.idempotency import once
from shop.graphql.orders import find_order
from shop.graphql.types.orders import Order

from .payment import PaymentInput, PaymentPayload, payment_payload, read_amount


@strawberry.input(
    description="`orderToken`, the text in the order's status address, stands for the buyer where there is no access"
    " token. `expectedAmount` refuses another amount, `version` an order that was changed since (`stale_version`)."
)
class PayOrderInput:
    order_id: strawberry.ID
    payment: PaymentInput
    order_token: str = ""
    expected_amount: Decimal | None = None
    version: int | None = None
    idempotency_key: str = ""


@strawberry.type(
    description="Either the order, or why nothing was begun. A `redirectUrl` is where the buyer must go to pay."
    " With `price_changed`, `newAmount` is what is to be paid now."
)
class PayOrderPayload(PaymentPayload):
    new_amount: Decimal | None = None


@strawberry.input(
    description="`orderToken`, the text in the order's status address, stands for the buyer where there is no access"
    " token. `version` refuses an order that was changed since (`stale_version`)."
)
class CancelOrderInput:
    order_id: strawberry.ID
    order_token: str = ""
    version: int | None = None
    idempotency_key: str = ""


@strawberry.type(description="Either the cancelled order, or why nothing was changed.")
class CancelOrderPayload:
    user_errors: list[UserError]
    order: Order | None = None


@strawberry.type
class PayMutation:
    @strawberry.mutation(
        description="Cancel an order that waits to be paid: its goods are free for others, attempts to pay are ended."
        " Needs the header `Idempotency-Key`."
    )
    def cancel_order(
        self,
        info: strawberry.Info[Context, None],
        input: CancelOrderInput,  # noqa: A002
    ) -> CancelOrderPayload:
        return once(
            info.context,
            CancelOrderPayload,
            lambda claim: _cancel(info.context, input, claim),
            guest=str(input.order_id),
            given=input.idempotency_key,
        )

    @strawberry.mutation(
        description="Begin to pay for an order that waits, or for a change of one. A declined attempt leaves it as it"
        " is. Needs the header `Idempotency-Key`."
    )
    def pay_order(self, info: strawberry.Info[Context, None], input: PayOrderInput) -> PayOrderPayload:  # noqa: A002
        return once(
            info.context,
            PayOrderPayload,
            lambda claim: _pay_from_input(info.context, input, claim),
            guest=str(input.order_id),
            given=input.idempotency_key,
        )


def _cancel(context: Context, asked: CancelOrderInput, claim: Claim | None) -> CancelOrderPayload:
    order = find_order(context, str(asked.order_id), asked.order_token)
    cancelled = cancel_unpaid_order(order_id=order.pk, by=context.by, version=asked.version, claim=claim)
    return CancelOrderPayload(order=cancelled, user_errors=[])  # type: ignore[arg-type]  # the row stands for its type


def _pay_from_input(context: Context, asked: PayOrderInput, claim: Claim | None) -> PayOrderPayload:
    order = find_order(context, str(asked.order_id), asked.order_token)
    try:
        placed = pay_order(
            order_id=order.pk,
            payment=PaymentChoice(asked.payment.provider, asked.payment.method),
            expected=read_amount(asked.expected_amount, order.currency, field="expected_amount"),
            version=asked.version,
            client=client_address(context.request),
            now=timezone.now(),
            claim=claim,
        )
    except PriceChanged as error:
        return PayOrderPayload(new_amount=error.new_total.decimal, user_errors=user_errors(error))
    return payment_payload(PayOrderPayload, placed)
