"""Whose order a request may touch."""

from __future__ import annotations

from shop.core.errors import NotFound
from shop.graphql.context import Context
from shop.orders.models import Order
from shop.orders.queries import get_order_by_token, get_order_for


def find_order(context: Context, order_id: str, token: str) -> Order:
    """Return the caller's order. Raises: NotFound for every other one, and without any token."""
    if token:
        order = get_order_by_token(token=token)
        if order.public_id != order_id:
            raise NotFound
        return order
    user = context.user
    if user is None or "\x00" in order_id:
        raise NotFound
    return get_order_for(user_id=user.pk, public_id=order_id)
