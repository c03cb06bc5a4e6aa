"""Units on their way back: counted on the order's lines, so that none comes back twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shop.core.actor import By
from shop.core.errors import DomainError
from shop.inventory.queries import get_default_location
from shop.orders.models import Order, OrderLine
from shop.orders.steps import refresh_fulfilment_status, restock_units


class NotReturnable(DomainError):
    """Goods are named that were not sent, or that are in a return already."""

    code = "not_returnable"
    title = _("Not returnable")
    kind = "conflict"
    default_message = _(
        "These items have not been shipped yet, or are already in a return. Reload the page to see what is left."
    )


def claim_units(*, units: Mapping[int, int]) -> None:
    """Count units ({order line id: units}) as being on their way back, by conditional updates in the order of the keys.

    Raises: NotReturnable where that would be more than were sent and are not back yet.
    """
    assert connection.in_atomic_block, "claim_units writes inside the caller's transaction"
    for line_id in sorted(units):
        count = units[line_id]
        with_buyer = OrderLine.objects.filter(
            pk=line_id, quantity_fulfilled__gte=F("quantity_returned") + F("quantity_returning") + count
        )
        if with_buyer.update(quantity_returning=F("quantity_returning") + count) != 1:
            raise NotReturnable


def unclaim_units(*, units: Mapping[int, int]) -> None:
    """Count units as staying with the buyer after all."""
    assert connection.in_atomic_block, "unclaim_units writes inside the caller's transaction"
    for line_id in sorted(units):
        OrderLine.objects.filter(pk=line_id).update(quantity_returning=F("quantity_returning") - units[line_id])


def receive_units(*, order: Order, received: Mapping[int, int], now: datetime) -> None:
    """Count claimed units of a locked order ({order line id: units}) as back in the house."""
    assert connection.in_atomic_block, "receive_units writes inside the caller's transaction"
    for line_id in sorted(received):
        count = received[line_id]
        OrderLine.objects.filter(pk=line_id).update(
            quantity_returning=F("quantity_returning") - count, quantity_returned=F("quantity_returned") + count
        )
    refresh_fulfilment_status(order=order, now=now)


def put_away(*, restocked: Mapping[int, int], location_id: int | None, note: str, by: By) -> None:
    """Put inspected units ({order line id: units}) into stock at a location, or at the shop's first one.

    Locks the stock levels by key: last of all in a transaction.
    """
    assert connection.in_atomic_block, "put_away writes inside the caller's transaction"
    lines = OrderLine.objects.filter(pk__in=[key for key, count in restocked.items() if count])
    units = [(line, restocked[line.pk]) for line in lines]
    if units:
        place = location_id or get_default_location().pk
        restock_units(units=units, location_id=place, by=by, note=note)
