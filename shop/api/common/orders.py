"""Whose order a request may touch: the customer's with a token, a guest's with the order's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja.params.models import Header
from pydantic import BaseModel

from shop.core.errors import NotFound
from shop.core.idempotency import Claim
from shop.orders.models import Order
from shop.orders.queries import get_order_by_token, get_order_for

from .auth import caller_of
from .idempotency import once

OrderToken = Annotated[
    str | None,
    Header(
        None,
        alias="Order-Token",
        max_length=200,
        description="Instead of an access token: the text in the order's `status_url` between `/o/` and the last slash."
        " Whoever has it acts as the buyer.",
    ),
]


def find_order(request: HttpRequest, order_id: str, token: str | None) -> Order:
    """Return the caller's order. Raises: NotFound for every other one, and without any token."""
    if token is not None:
        order = get_order_by_token(token=token)
        if order.public_id != order_id:
            raise NotFound
        return order
    user = caller_of(request).user
    if user is None:
        raise NotFound
    return get_order_for(user_id=user.pk, public_id=order_id)


def once_for_order(
    request: HttpRequest,
    order_id: str,
    token: str | None,
    *,
    key: str,
    body: BaseModel | None,
    act: Callable[[Order, Claim | None], HttpResponse],
) -> HttpResponse:
    """Let `act` change the caller's order, once for each key (see `once`). Raises: NotFound as `find_order` does."""
    order = find_order(request, order_id, token)
    return once(request, key, body, lambda claim: act(order, claim), guest=order.public_id)
