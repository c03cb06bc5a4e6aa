"""Whose order a request may touch: the customer's with a token, a guest's with the order's own."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja.params.models import Header

from shop.core.errors import NotFound
from shop.orders.models import Order
from shop.orders.queries import get_order_by_token, get_order_for

from .auth import caller_of

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
