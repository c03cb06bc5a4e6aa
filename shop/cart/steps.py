"""Writes on carts, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from .locks import lock_cart, lock_open_cart
from .models import MAX_QUANTITY, Cart, CartLine
from .sql import complete


def complete_cart(*, cart: Cart, now: datetime) -> None:
    """Mark a locked cart as bought; its lines stay for the record, what was typed is on the order."""
    assert connection.in_atomic_block, "complete_cart writes inside the caller's transaction"
    complete(cart_id=cart.pk, status=Cart.Status.COMPLETED, now=now)


def remove_bought(*, cart: Cart, units: Mapping[int, int], now: datetime) -> bool:
    """Take what an order bought ({variant id: units}) out of a locked open cart; answers whether that was all of it.

    Then the cart is bought. Else what was put in since, when the order had lapsed, stays to be ordered.
    """
    assert connection.in_atomic_block, "remove_bought writes inside the caller's transaction"
    lines = list(CartLine.objects.filter(cart=cart))
    left = {line.pk: line.quantity - units.get(line.variant_id, 0) for line in lines}
    if all(quantity <= 0 for quantity in left.values()):
        complete_cart(cart=cart, now=now)
        return True
    CartLine.objects.filter(pk__in=[pk for pk, quantity in left.items() if quantity <= 0]).delete()
    for line in lines:
        if 0 < left[line.pk] < line.quantity:
            CartLine.objects.filter(pk=line.pk).update(quantity=left[line.pk])
    Cart.objects.filter(pk=cart.pk).update(updated_at=now)
    return False


def reopen_cart(*, cart_id: int, typed: Mapping[str, str], now: datetime) -> None:
    """Give the cart of a failed order back to its shopper, with what was `typed` for that order.

    Its lines go into the cart they have by now, if they began another.
    """
    assert connection.in_atomic_block, "reopen_cart writes inside the caller's transaction"
    cart = lock_cart(cart_id=cart_id)
    if cart is None or cart.status != Cart.Status.COMPLETED:
        return
    newer = lock_open_cart(user_id=cart.user_id) if cart.user_id is not None else None
    cart.typed = {} if newer is not None and newer.typed else dict(typed)  # what was typed since is the latest
    if newer is not None:
        move_lines(source=cart, target=newer, now=now)
    else:
        Cart.objects.filter(pk=cart.pk).update(status=Cart.Status.OPEN, typed=cart.typed, updated_at=now)


def move_lines(*, source: Cart, target: Cart, now: datetime) -> None:
    """Add the lines of one locked cart to another; the same variant adds up, to the limit of a line.

    What was typed last for the one that goes is what the other goes on with.
    """
    assert connection.in_atomic_block, "move_lines writes inside the caller's transaction"
    have = {line.variant_id: line for line in CartLine.objects.filter(cart=target)}
    for line in CartLine.objects.filter(cart=source).order_by("pk"):
        mine = have.get(line.variant_id)
        if mine is None:
            CartLine.objects.create(cart=target, variant_id=line.variant_id, quantity=line.quantity)
        else:
            quantity = min(MAX_QUANTITY, mine.quantity + line.quantity)
            CartLine.objects.filter(pk=mine.pk).update(quantity=quantity)
    typed = source.typed or target.typed
    Cart.objects.filter(pk=source.pk).update(status=Cart.Status.MERGED, typed={}, updated_at=now)
    Cart.objects.filter(pk=target.pk).update(typed=typed, updated_at=now)
