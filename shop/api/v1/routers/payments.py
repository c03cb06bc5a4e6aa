"""Paying for an order that waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from shop.api.common.answers import versioned_answer
from shop.api.common.auth import Bearer, caller_of
from shop.api.common.idempotency import RequiredKey
from shop.api.common.money import read_amount
from shop.api.common.orders import OrderToken, once_for_order
from shop.api.common.versions import IfMatch, expected_version
from shop.api.v1.presenters import present_order
from shop.api.v1.schemas.common import BODY, problems
from shop.api.v1.schemas.orders import Attempt, Order
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import pay_order
from shop.core.clients import client_address
from shop.core.idempotency import Claim
from shop.fulfilment.operations import cancel_unpaid_order
from shop.orders.models import Order as OrderRow
from shop.orders.queries import orders_with_details

router = Router(tags=["Orders"])


@router.post(
    "/orders/{slug:order_id}/payments/",
    auth=Bearer(required=False),
    response={201: Order, **problems(*BODY, 401, 402, 404, 409, 412, 429)},
    summary="Pay for an order that waits",
    openapi_extra={"security": [{}]},  # or the order's token; without any the order is not found
)
def create_payment(
    request: HttpRequest,
    order_id: str,
    body: Attempt,
    idempotency_key: RequiredKey,
    *,
    order_token: OrderToken = None,
    if_match: IfMatch = None,
) -> HttpResponse:
    """Begin another attempt: the shop has sent a link to pay, the first attempt was left, or a change costs more.

    Attempts that are open are ended first; if one of them was paid meanwhile, that counts, and if one cannot be ended
    any more (a debit on its way), the answer is 409 `payment_under_way`. Where `payment.status` is `requires_action`,
    send the buyer to `payment.redirect_url`. A declined one is 402 and leaves the order as it is; try another way
    with another key.
    """
    version = expected_version(if_match)
    return once_for_order(
        request, order_id, order_token, key=idempotency_key, body=body,
        act=lambda order, claim: _pay_from_body(request, order, body, version, claim),
    )  # fmt: skip


@router.post(
    "/orders/{slug:order_id}/cancel/",
    auth=Bearer(required=False),
    response={200: Order, **problems(400, 401, 404, 409, 412, 422)},
    summary="Cancel an order that waits to be paid",
    openapi_extra={"security": [{}]},  # or the order's token; without any the order is not found
)
def cancel_unpaid(
    request: HttpRequest,
    order_id: str,
    idempotency_key: RequiredKey,
    *,
    order_token: OrderToken = None,
    if_match: IfMatch = None,
) -> HttpResponse:
    """Its goods are free for others at once, and attempts to pay are ended. One that was paid is withdrawn from."""
    version = expected_version(if_match)

    def cancel(order: OrderRow, claim: Claim | None) -> HttpResponse:
        by = caller_of(request).by
        cancel_unpaid_order(order_id=order.pk, by=by, version=version, claim=claim)
        cancelled = orders_with_details().get(pk=order.pk)
        return versioned_answer(present_order(cancelled), cancelled.version)

    return once_for_order(request, order_id, order_token, key=idempotency_key, body=None, act=cancel)


def _pay_from_body(
    request: HttpRequest, order: OrderRow, body: Attempt, version: int | None, claim: Claim | None
) -> HttpResponse:
    seen = body.expected_amount
    pay_order(
        order_id=order.pk,
        payment=PaymentChoice(body.payment.provider, body.payment.method or ""),
        expected=read_amount(seen.amount, seen.currency, field="expected_amount.amount") if seen else None,
        version=version,
        client=client_address(request),
        now=timezone.now(),
        claim=claim,
    )
    order = orders_with_details().get(pk=order.pk)
    return versioned_answer(present_order(order), order.version, status=201)
