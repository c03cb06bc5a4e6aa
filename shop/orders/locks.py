"""The row lock on an order: taken after the cart's and before payments and stock (docs/locking.md)."""

from __future__ import annotations

from shop.core.errors import NotFound

from .models import Order


def lock_order(*, order_id: int) -> Order:
    """Lock and return an order. Raises: NotFound."""
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id).first()
    if order is None:
        raise NotFound
    return order
