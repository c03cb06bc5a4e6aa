"""Parcels of a locked order, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.core.errors import InvalidInput, NotFound, StaleVersion
from shop.core.ids import new_id
from shop.fulfilment.models import Fulfilment, FulfilmentLine
from shop.fulfilment.rules import UNSENT, check_fulfilment_transition
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import LinePieces, add_event, refresh_fulfilment_status, ship_units
from shop.payments.steps import close_when_done

Status = Fulfilment.Status


@dataclass(frozen=True, slots=True)
class Tracking:
    """Who carries a parcel, and how to follow it. Raises: InvalidInput for an address that is no web page."""

    carrier: str = ""
    number: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith(("https://", "http://")):
            raise InvalidInput(fields={"tracking_url": _("Enter an address that starts with https://.")})

    @property
    def columns(self) -> dict[str, str]:
        """The values of the parcel's columns."""
        return {
            "carrier": self.carrier[:60],
            "tracking_number": self.number[:80],
            "tracking_url": self.url[:300],
        }

    def __str__(self) -> str:
        said = ", ".join(filter(None, [self.carrier, self.number]))
        return f": {said}" if said else ""


def lock_parcel(*, parcel_id: int, version: int | None = None) -> tuple[Order, Fulfilment]:
    """Lock the order of a parcel, which guards the parcel too; both are as they are now.

    Raises: NotFound, StaleVersion.
    """
    found = Fulfilment.objects.filter(pk=parcel_id).values_list("order_id").first()
    if found is None:
        raise NotFound
    order = lock_order(order_id=found[0])
    parcel = Fulfilment.objects.get(pk=parcel_id)
    if version is not None and parcel.version != version:
        raise StaleVersion
    return order, parcel


def check_sendable(order: Order) -> None:
    """Refuse to pack or send for an order that is not placed, or on hold. Raises: ForbiddenTransition."""
    if order.status != Order.Status.PLACED:
        raise ForbiddenTransition(
            _("An order with the status “%(status)s” cannot be shipped.") % {"status": order.get_status_display()}
        )


def open_parcel(
    *, order: Order, location_id: int | None, pieces: Sequence[LinePieces], status: Fulfilment.Status, now: datetime
) -> Fulfilment:
    """Write a parcel that holds these pieces of a locked order's lines.

    The CHECK on the lines refuses (IntegrityError) what is held already; callers look before.
    """
    assert connection.in_atomic_block, "open_parcel writes inside the caller's transaction"
    parcel = Fulfilment.objects.create(
        order=order, public_id=new_id("ful"), location_id=location_id, status=status, created_at=now
    )
    FulfilmentLine.objects.bulk_create(
        FulfilmentLine(fulfilment=parcel, order_line=line, quantity=count) for line, count in pieces
    )
    for line, count in pieces:
        OrderLine.objects.filter(pk=line.pk).update(quantity_held=F("quantity_held") + count)
    return parcel


def move_parcel_row(*, parcel: Fulfilment, target: Fulfilment.Status, **values: Any) -> None:
    """Move a parcel of a locked order to another status, with more `values` of it. Raises: ForbiddenTransition."""
    assert connection.in_atomic_block, "move_parcel_row writes inside the caller's transaction"
    check_fulfilment_transition(parcel.status, target)
    values = {"status": target, **values}
    # The condition holds even where somebody forgot the lock.
    if Fulfilment.objects.filter(pk=parcel.pk, status=parcel.status).update(**values) != 1:
        raise ForbiddenTransition
    for name, value in values.items():
        setattr(parcel, name, value)


def send_parcel(*, order: Order, parcel: Fulfilment, tracking: Tracking, by: By) -> None:
    """Send a packed parcel of a locked order: out of stock, onto the timeline, into the buyer's mailbox.

    Closes the order when that was the last of it and nothing is owed. Locks allocations and stock levels by key.
    Raises: ForbiddenTransition, AwaitingStock.
    """
    assert connection.in_atomic_block, "send_parcel writes inside the caller's transaction"
    check_sendable(order)
    move_parcel_row(parcel=parcel, target=Status.SHIPPED, shipped_at=by.now, **tracking.columns)
    rows = list(FulfilmentLine.objects.filter(fulfilment=parcel).select_related("order_line"))
    for row in rows:
        OrderLine.objects.filter(pk=row.order_line_id).update(
            quantity_held=F("quantity_held") - row.quantity,
            quantity_fulfilled=F("quantity_fulfilled") + row.quantity,
        )
    refresh_fulfilment_status(order=order, now=by.now)
    tell_sent(order=order, parcel=parcel, tracking=tracking, by=by)
    close_when_done(order=order, now=by.now)
    pieces = [(row.order_line, row.quantity) for row in rows]
    ship_units(units=pieces, location_id=parcel.location_id, by=by)


def tell_sent(*, order: Order, parcel: Fulfilment, tracking: Tracking, by: By) -> None:
    """Write on the timeline that a parcel was sent, and queue the mail that tells the buyer."""
    assert connection.in_atomic_block, "tell_sent writes inside the caller's transaction"
    data = {"parcel": parcel.public_id}
    add_event(
        order=order,
        kind="order.shipped",
        message=_("Parcel shipped%(tracking)s") % {"tracking": tracking},
        by=by,
        data=data,
    )
    rows = (
        FulfilmentLine.objects.filter(fulfilment=parcel).select_related("order_line").order_by("order_line__position")
    )
    extra = {
        "parcel": parcel,
        "sent": [{"line": row.order_line, "quantity": row.quantity} for row in rows],
        "is_last": order.fulfilment_status == Order.FulfilmentStatus.FULFILLED,
    }
    queue_order_mail(order=order, template="shipped", key=f"shipped:{parcel.pk}", now=by.now, extra=extra)


def unpack(*, parcel: Fulfilment) -> None:
    """Cancel an unsent parcel of a locked order: its pieces are free again, their stock stays with the order.

    Raises: ForbiddenTransition.
    """
    assert connection.in_atomic_block, "unpack writes inside the caller's transaction"
    move_parcel_row(parcel=parcel, target=Status.CANCELLED)
    for line_id, count in FulfilmentLine.objects.filter(fulfilment=parcel).values_list("order_line_id", "quantity"):
        OrderLine.objects.filter(pk=line_id).update(quantity_held=F("quantity_held") - count)


def unpack_all(*, order: Order) -> None:
    """Cancel every unsent parcel of a locked order, before its goods are cancelled."""
    assert connection.in_atomic_block, "unpack_all writes inside the caller's transaction"
    for parcel in Fulfilment.objects.filter(order=order, status__in=UNSENT):
        unpack(parcel=parcel)
