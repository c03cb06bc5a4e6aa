"""`placeOrder`: the same operation as the checkout page's."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from shop.channels.queries import get_default_channel
from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice
from shop.checkout.operations import PlacedOrder, PriceChanged, place_order
from shop.core.clients import client_address
from shop.core.idempotency import GUESTS, Claim
from shop.graphql.context import Context
from shop.graphql.errors import user_errors
from shop.graphql.idempotency import once

from .payment import PaymentInput, PaymentPayload, payment_payload, read_amount


@strawberry.input
class OrderLineInput:
    sku: str
    quantity: int


@strawberry.input(
    description="A postal address; `country` is ISO 3166-1 alpha-2. City, postcode and region (state, province or the"
    " like, by code or name) are needed where the country's addresses have them, and kept as they are written there."
)
class ShippingAddressInput:
    full_name: str
    line1: str
    country: str
    city: str = ""
    postcode: str = ""
    line2: str = ""
    region: str = ""
    company: str = ""
    phone: str = ""


@strawberry.input(
    description="`expectedTotal` refuses another total. `idempotencyKey` is for clients that cannot send the header"
    " `Idempotency-Key`; one of them is required."
)
class PlaceOrderInput:
    lines: list[OrderLineInput]
    shipping_address: ShippingAddressInput
    payment: PaymentInput
    email: str = ""
    shipping_method: str = ""
    expected_total: Decimal | None = None
    idempotency_key: str = ""


@strawberry.type(
    description="Either an order, or why there is none. A `redirectUrl` is where the buyer must go to pay."
    " With `price_changed`, `newTotal` is what it would cost now."
)
class PlaceOrderPayload(PaymentPayload):
    new_total: Decimal | None = None


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="Order variants by SKU, as a guest or with a token. Needs the header `Idempotency-Key`:"
        " repeated with the same key, the request has one effect and the same answer."
    )
    def place_order(self, info: strawberry.Info[Context, None], input: PlaceOrderInput) -> PlaceOrderPayload:  # noqa: A002
        return once(
            info.context,
            PlaceOrderPayload,
            lambda claim: _placed_payload(info.context, input, claim),
            guest=GUESTS,
            given=input.idempotency_key,
        )


def _placed_payload(context: Context, order: PlaceOrderInput, claim: Claim | None) -> PlaceOrderPayload:
    try:
        placed = _place_from_input(context, order, claim)
    except PriceChanged as error:
        return PlaceOrderPayload(new_total=error.new_total.decimal, user_errors=user_errors(error))
    return payment_payload(PlaceOrderPayload, placed)


def _place_from_input(context: Context, order: PlaceOrderInput, claim: Claim | None) -> PlacedOrder:
    user = context.user
    return place_order(
        by=context.by,
        email=order.email or (user.email if user else ""),
        shipping_address=AddressInput(**vars(order.shipping_address)),
        lines=[LineInput(line.sku, line.quantity) for line in order.lines],
        payment=PaymentChoice(order.payment.provider, order.payment.method),
        shipping_method=order.shipping_method,
        expected_total=read_amount(order.expected_total, get_default_channel().currency, field="expected_total"),
        claim=claim,
        client=client_address(context.request),
    )
