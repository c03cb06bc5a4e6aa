"""What the payment of the difference does to the order of an exchange, inside somebody else's transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from shop.core.actor import SYSTEM, By
from shop.fulfilment.models import Return
from shop.orders.models import Order
from shop.orders.steps import add_event, change_status

_AWAITED = (Return.Status.APPROVED, Return.Status.IN_TRANSIT, Return.Status.RECEIVED)


def is_called_off(order: Order) -> bool:
    """Tell whether an order was for an exchange that does not take place: its price is the difference alone."""
    return Return.objects.filter(replacement=order).exclude(status__in=_AWAITED).exists()


def hold_replacement(*, new: Order, now: datetime) -> None:
    """Put a locked order that was placed just now on hold, until the goods that it replaces are inspected.

    Nothing where it replaces none, or where staff let the new goods go at once.
    """
    assert connection.in_atomic_block, "hold_replacement writes inside the caller's transaction"
    return_ = Return.objects.filter(replacement=new, sends_at_once=False, status__in=_AWAITED).first()
    if return_ is None:
        return
    change_status(order=new, target=Order.Status.ON_HOLD, now=now)
    message = _("On hold: the items it replaces have not arrived yet (%(return)s)") % {"return": return_}
    add_event(order=new, kind="order.held", message=message, by=By(SYSTEM, now), data={"id": return_.public_id})
