"""Orders: place one, see your own."""

from __future__ import annotations

from dataclasses import fields

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from shop.api.common.answers import answer, listing, versioned_answer
from shop.api.common.auth import Bearer, Caller, caller_of, customer_of
from shop.api.common.idempotency import RequiredKey, once
from shop.api.common.money import read_amount
from shop.api.common.orders import OrderToken, find_order
from shop.api.common.pagination import link_header, next_page, read_cursor
from shop.api.v1.presenters import present_order
from shop.api.v1.schemas.common import BODY, problems
from shop.api.v1.schemas.orders import NewAddress, NewOrder, Order, OrderList, OrderQuery
from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice
from shop.checkout.operations import PlacedOrder, place_order
from shop.core.clients import client_address
from shop.core.cursor import encode_cursor
from shop.core.errors import InvalidInput
from shop.core.idempotency import GUESTS, Claim
from shop.core.money import Money
from shop.orders.queries import list_orders_for, version_of

router = Router(tags=["Orders"])

_ADDRESS_FIELDS = frozenset(field.name for field in fields(AddressInput))
_ORDER = "orders"


@router.post(
    "/orders/",
    auth=Bearer(required=False),
    response={201: Order, **problems(*BODY, 401, 402, 409, 429)},
    summary="Place an order",
    openapi_extra={"security": [{}]},
)
def create_order(
    request: HttpRequest,
    order: NewOrder,
    idempotency_key: RequiredKey,
) -> HttpResponse:
    """Order as a guest (`email` is needed) or, with a token, as a customer.

    The order and its stock are booked first, then the payment begins. Where `payment.status` is `requires_action`,
    send the buyer to `payment.redirect_url`; the order is placed once it is paid, and expires when its payment
    method has had its time: 40 minutes by card, days by transfer.
    """
    return once(request, idempotency_key, order, lambda claim: _create(request, order, claim), guest=GUESTS)


@router.get("/orders/", auth=Bearer(), response={200: OrderList, **problems(401, 422)}, summary="List your orders")
def list_orders(request: HttpRequest, query: Query[OrderQuery]) -> HttpResponse:
    """Your orders, newest first. Attempts that were never paid are left out."""
    orders = list_orders_for(user_id=customer_of(request).pk).prefetch_related(
        "addresses", "payments", "changes", "fulfilments__lines__order_line"
    )
    if query.cursor:
        orders = orders.filter(pk__lt=read_cursor(_ORDER, query.cursor)[0])
    rows = list(orders[: query.limit + 1])
    page = rows[: query.limit]
    url = next_page(request, encode_cursor(_ORDER, page[-1].pk)) if len(rows) > len(page) else None
    return answer(listing([present_order(order) for order in page], url), headers=link_header(url))


@router.get(
    "/orders/{slug:order_id}/",
    auth=Bearer(required=False),
    response={200: Order, **problems(401, 404, 422)},
    summary="Get an order",
    openapi_extra={"security": [{}]},  # or the order's token; without any the order is not found
)
def get_order(request: HttpRequest, order_id: str, order_token: OrderToken = None) -> HttpResponse:
    """One of your orders, its version as `ETag`. Somebody else's looks as if it did not exist."""
    order = find_order(request, order_id, order_token)
    return versioned_answer(present_order(order), order.version)


def _create(request: HttpRequest, order: NewOrder, claim: Claim | None) -> HttpResponse:
    caller = caller_of(request)
    placed = _place_from_body(caller, order, claim, client_address(request))
    headers = {"Location": f"{request.path}{placed.order.public_id}/"} if caller.user is not None else {}
    data = present_order(placed.order, is_new=not placed.replayed)
    return versioned_answer(data, version_of(placed.order), status=201, headers=headers)


def _place_from_body(caller: Caller, order: NewOrder, claim: Claim | None, client: str) -> PlacedOrder:
    try:
        return place_order(
            by=caller.by,
            email=order.email or (caller.user.email if caller.user else ""),
            shipping_address=_address_input(order.shipping_address),
            payment=PaymentChoice(order.payment.provider, order.payment.method or ""),
            lines=[LineInput(line.sku, line.quantity) for line in order.lines],
            shipping_method=order.shipping_method or "",
            expected_total=_expected(order),
            claim=claim,
            client=client,
        )
    except InvalidInput as error:  # the operation names its own inputs; the client sees the body's
        error.fields = {
            f"shipping_address.{name}" if name in _ADDRESS_FIELDS else name: text for name, text in error.fields.items()
        }
        raise


def _expected(order: NewOrder) -> Money | None:
    seen = order.expected_total
    return read_amount(seen.amount, seen.currency, field="expected_total.amount") if seen else None


def _address_input(address: NewAddress) -> AddressInput:
    return AddressInput(**{name: value or "" for name, value in address.model_dump().items()})
