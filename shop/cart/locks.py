"""The row lock on a cart: the first lock of a checkout (docs/locking.md)."""

from __future__ import annotations

from shop.core.related import find_row

from .models import Cart


def lock_cart(*, cart_id: int) -> Cart | None:
    """Lock and return a cart, or None if it does not exist."""
    return find_row(Cart, id=cart_id, is_locked=True)


def lock_open_cart(*, user_id: int) -> Cart | None:
    """Lock and return the cart that a customer is filling, or None if there is none."""
    return Cart.objects.select_for_update(of=("self",)).filter(user=user_id, status=Cart.Status.OPEN).first()
