"""Returns, exchanges and withdrawals: for the customer with a token, for a guest with the order's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from shop.api.common.answers import answer, listing, timestamp, versioned_answer
from shop.api.common.auth import Bearer, caller_of
from shop.api.common.idempotency import OptionalKey, RequiredKey, once
from shop.api.common.orders import OrderToken, find_order, once_for_order
from shop.api.common.versions import IfMatch, expected_version
from shop.api.v1.presenters_returns import present_return, present_withdrawal
from shop.api.v1.schemas.common import BODY, problems
from shop.api.v1.schemas.returns import (
    DeclarationReceived,
    NewDeclaration,
    NewReturn,
    NewWithdrawal,
    Return,
    ReturnList,
    Withdrawal,
    WithdrawalList,
)
from shop.core.clients import client_address
from shop.core.errors import InvalidInput
from shop.core.idempotency import GUESTS, Claim
from shop.fulfilment.operations import (
    ReturnItem,
    cancel_return,
    declare_withdrawal,
    declare_without_login,
    request_return,
)
from shop.fulfilment.queries import get_return, get_withdrawal, spread_units
from shop.orders.models import Order

router = Router(tags=["Returns and withdrawals"])

_OPEN: dict[str, Any] = {"security": [{}]}  # or the order's token; without any the order is not found
_GUEST = Bearer(required=False)


@router.post(
    "/orders/{slug:order_id}/returns/",
    auth=_GUEST,
    response={201: Return, **problems(*BODY, 401, 404, 409, 412)},
    summary="Ask to send something back",
    openapi_extra=_OPEN,
)
def create_return(
    request: HttpRequest,
    order_id: str,
    body: NewReturn,
    idempotency_key: RequiredKey,
    *,
    order_token: OrderToken = None,
    if_match: IfMatch = None,
) -> HttpResponse:
    """For money, or where the items name a `wanted_sku` for that instead. The shop answers by mail and in `status`."""
    version = expected_version(if_match)
    return once_for_order(
        request, order_id, order_token, key=idempotency_key, body=body,
        act=lambda order, claim: _request_from_body(request, order, body, version, claim),
    )  # fmt: skip


@router.get(
    "/orders/{slug:order_id}/returns/",
    auth=_GUEST,
    response={200: ReturnList, **problems(401, 404, 422)},
    summary="List an order's returns",
    openapi_extra=_OPEN,
)
def list_returns(request: HttpRequest, order_id: str, order_token: OrderToken = None) -> HttpResponse:
    """Newest first."""
    order = find_order(request, order_id, order_token)
    rows = order.returns.prefetch_related("lines__order_line").select_related("replacement")
    return answer(listing([present_return(return_) for return_ in rows]))


@router.get(
    "/orders/{slug:order_id}/returns/{slug:return_id}/",
    auth=_GUEST,
    response={200: Return, **problems(401, 404, 422)},
    summary="Get a return",
    openapi_extra=_OPEN,
)
def get_one_return(request: HttpRequest, order_id: str, return_id: str, order_token: OrderToken = None) -> HttpResponse:
    """One return of this order, its version as `ETag`."""
    return_ = get_return(order=find_order(request, order_id, order_token), public_id=return_id)
    return versioned_answer(present_return(return_), return_.version)


@router.post(
    "/orders/{slug:order_id}/returns/{slug:return_id}/cancel/",
    auth=_GUEST,
    response={200: Return, **problems(400, 401, 404, 409, 412, 422)},
    summary="Keep the goods after all",
    openapi_extra=_OPEN,
)
def cancel_one_return(
    request: HttpRequest,
    order_id: str,
    return_id: str,
    idempotency_key: RequiredKey,
    *,
    order_token: OrderToken = None,
    if_match: IfMatch = None,
) -> HttpResponse:
    """While nothing was sent. What was paid for an exchange goes back. `If-Match` takes the return's `ETag`."""
    version = expected_version(if_match)

    def cancel(order: Order, claim: Claim | None) -> HttpResponse:
        return_ = get_return(order=order, public_id=return_id)
        by = caller_of(request).by
        cancel_return(return_id=return_.pk, by=by, version=version, claim=claim)
        return_ = get_return(order=order, public_id=return_id)
        return versioned_answer(present_return(return_), return_.version)

    return once_for_order(request, order_id, order_token, key=idempotency_key, body=None, act=cancel)


@router.post(
    "/orders/{slug:order_id}/withdrawals/",
    auth=_GUEST,
    response={201: Withdrawal, **problems(*BODY, 401, 404, 409, 412)},
    summary="Withdraw from an order",
    openapi_extra=_OPEN,
)
def create_withdrawal(
    request: HttpRequest,
    order_id: str,
    body: NewWithdrawal,
    idempotency_key: RequiredKey,
    *,
    order_token: OrderToken = None,
    if_match: IfMatch = None,
) -> HttpResponse:
    """Send it when the buyer has pressed "Confirm withdrawal". It counts at once, and the receipt is mailed at once.

    What was not sent is cancelled and paid back now, the rest when it is back.
    """
    version = expected_version(if_match)
    return once_for_order(
        request, order_id, order_token, key=idempotency_key, body=body,
        act=lambda order, claim: _declare_from_body(request, order, body, version, claim),
    )  # fmt: skip


@router.get(
    "/orders/{slug:order_id}/withdrawals/",
    auth=_GUEST,
    response={200: WithdrawalList, **problems(401, 404, 422)},
    summary="List an order's withdrawals",
    openapi_extra=_OPEN,
)
def list_withdrawals(request: HttpRequest, order_id: str, order_token: OrderToken = None) -> HttpResponse:
    """Newest first."""
    order = find_order(request, order_id, order_token)
    rows = order.withdrawals.prefetch_related("lines__order_line")
    return answer(listing([present_withdrawal(withdrawal) for withdrawal in rows]))


@router.get(
    "/orders/{slug:order_id}/withdrawals/{slug:withdrawal_id}/",
    auth=_GUEST,
    response={200: Withdrawal, **problems(401, 404, 422)},
    summary="Get a withdrawal",
    openapi_extra=_OPEN,
)
def get_one_withdrawal(
    request: HttpRequest, order_id: str, withdrawal_id: str, order_token: OrderToken = None
) -> HttpResponse:
    """One withdrawal from this order."""
    order = find_order(request, order_id, order_token)
    return answer(present_withdrawal(get_withdrawal(order=order, public_id=withdrawal_id)))


@router.post(
    "/withdrawals/",
    auth=_GUEST,
    response={202: DeclarationReceived, **problems(*BODY, 401, 409, 429)},
    summary="Withdraw without login",
    openapi_extra={"security": [{}]},
)
def declare(request: HttpRequest, body: NewDeclaration, idempotency_key: OptionalKey = None) -> HttpResponse:
    """For everybody: name, order number and where the receipt goes. The answer tells nobody which orders exist."""
    return once(request, idempotency_key, body, lambda claim: _take_down(request, body, claim), guest=GUESTS)


def _request_from_body(
    request: HttpRequest, order: Order, body: NewReturn, version: int | None, claim: Claim | None
) -> HttpResponse:
    items = [
        ReturnItem(line_id, count, item.reason, item.wanted_sku or "")
        for index, item in enumerate(body.items)
        for line_id, count in _units_by_sku(order, item.sku, item.quantity, index).items()
    ]
    return_ = request_return(
        order_id=order.pk,
        items=items,
        comment=body.comment or "",
        by=caller_of(request).by,
        version=version,
        claim=claim,
    )
    data = present_return(return_)
    return_.refresh_from_db(fields=["version"])
    headers = {"Location": f"{request.path}{return_.public_id}/"}
    return versioned_answer(data, return_.version, status=201, headers=headers)


def _declare_from_body(
    request: HttpRequest, order: Order, body: NewWithdrawal, version: int | None, claim: Claim | None
) -> HttpResponse:
    units: dict[int, int] = {}
    for index, item in enumerate(body.items or ()):
        for line_id, count in _units_by_sku(order, item.sku, item.quantity, index).items():
            units[line_id] = units.get(line_id, 0) + count
    withdrawal = declare_withdrawal(
        order_id=order.pk,
        name=body.name or _name_of(order),
        email=body.email or order.email,
        units=units if body.items else None,
        by=caller_of(request).by,
        version=version,
        claim=claim,
    )
    headers = {"Location": f"{request.path}{withdrawal.public_id}/"}
    return answer(present_withdrawal(withdrawal), status=201, headers=headers)


def _take_down(request: HttpRequest, body: NewDeclaration, claim: Claim | None) -> HttpResponse:
    withdrawal = declare_without_login(
        name=body.name,
        email=body.email,
        order_number=body.order_number,
        goods=body.goods or "",
        client=client_address(request),
        now=timezone.now(),
        claim=claim,
    )
    return answer({"received_at": timestamp(withdrawal.declared_at)}, status=202)


def _units_by_sku(order: Order, sku: str, quantity: int, index: int) -> Mapping[int, int]:
    units = spread_units(order, sku=sku, quantity=quantity)
    if not units:
        raise InvalidInput(fields={f"items.{index}.sku": _("This line is not part of the order.")})
    return units


def _name_of(order: Order) -> str:
    return next((address.full_name for address in order.addresses.all()), "") or order.email
