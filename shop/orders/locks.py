"""The row lock on an order: taken after the cart's and before payments and stock (docs/locking.md)."""

from __future__ import annotations

from shop.core.errors import NotFound, StaleVersion

from .models import Order


def lock_order(*, order_id: int, version: int | None = None) -> Order:
    """Lock and return an order; with `version`, only as long as it has not changed since.

    Raises: NotFound, StaleVersion.
    """
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id).first()
    if order is None:
        raise NotFound
    if version is not None and order.version != version:
        raise StaleVersion
    return order
