"""An order on hold goes on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event, change_status
from shop.payments.steps import close_when_done


def release_order(*, order_id: int, by: By, version: int | None = None) -> Order:
    """Let an order on hold go on; one of which nothing is left to send or to pay is closed.

    Locks the order. Needs the permission orders.hold_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition.
    """
    by.require("orders.hold_order")
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        if order.status != Order.Status.ON_HOLD:
            raise ForbiddenTransition(_("This order is not on hold."))
        change_status(order=order, target=Order.Status.PLACED, now=by.now)
        add_event(order=order, kind="order.released", message=_("Released"), by=by)
        close_when_done(order=order, now=by.now)
    order.refresh_from_db()
    return order
