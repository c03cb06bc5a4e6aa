"""Parcels on their way: prepared, packed, sent, delivered, or gone wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext, gettext_lazy

from shop.core.actor import By
from shop.core.ids import new_id
from shop.fulfilment.models import Fulfilment, FulfilmentLine
from shop.fulfilment.packing import choose_pieces
from shop.fulfilment.queries import is_paid_back
from shop.fulfilment.rules import check_fulfilment_transition
from shop.fulfilment.steps.parcels import (
    Tracking,
    check_sendable,
    lock_parcel,
    move_parcel_row,
    open_parcel,
    send_parcel,
    tell_sent,
    unpack,
)
from shop.inventory.queries import get_default_location
from shop.orders.locks import lock_order
from shop.orders.models import Allocation, Order, OrderLine
from shop.orders.queries import stock_needs
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import (
    LinePieces,
    add_event,
    allocate_units,
    refresh_fulfilment_status,
    restock_units,
    ship_units,
)

Status = Fulfilment.Status
_SAID = {
    Status.PICKING: gettext_lazy("Parcel is being picked"),
    Status.PACKED: gettext_lazy("Parcel packed"),
    Status.CANCELLED: gettext_lazy("Parcel unpacked"),
    Status.DELIVERED: gettext_lazy("Parcel delivered"),
    Status.LOST: gettext_lazy("Parcel lost"),
    Status.RETURNED_TO_SENDER: gettext_lazy("Parcel returned undelivered"),
}


def prepare_parcels(
    *,
    order_id: int,
    by: By,
    quantities: Mapping[int, int] | None = None,
    location_id: int | None = None,
    is_packed: bool = False,
    version: int | None = None,
) -> list[Fulfilment]:
    """Plan parcels for units of an order (None: everything that is free), one for each location, for the warehouse.

    Their units are held until they are sent or the parcel is unpacked. `is_packed` says that they lie in the box
    already. Locks the order. Needs the permission orders.ship_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, NothingToShip.
    """
    by.require("orders.ship_order")
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        check_sendable(order)
        parcels = [
            open_parcel(
                order=order,
                location_id=plan.location.pk if plan.location else None,
                pieces=plan.pieces,
                status=Status.PACKED if is_packed else Status.PLANNED,
                now=by.now,
            )
            for plan in choose_pieces(order=order, quantities=quantities, location_id=location_id)
        ]
        Order.objects.filter(pk=order.pk).update(
            updated_at=by.now
        )  # a page that shows the units as free is out of date
        for parcel in parcels:
            message = gettext("Parcel packed") if is_packed else gettext("Parcel planned")
            _add_parcel_event(order, parcel, message, by)
    return parcels


def move_parcel(
    *, parcel_id: int, target: str, by: By, version: int | None = None, restock: bool = False
) -> Fulfilment:
    """Move a parcel to picking, packed, cancelled, delivered, lost or returned_to_sender, by the table.

    With `restock` the goods of a parcel that came back go into stock where it was packed. `version` is the parcel's
    version as the actor saw it. Locks the order, then stock levels by key. Needs the permission orders.ship_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition.
    """
    by.require("orders.ship_order")
    if target not in _SAID:
        raise ForbiddenTransition(gettext("Use “Ship” to mark a parcel as shipped, with its tracking number."))
    status = Status(target)
    with transaction.atomic(durable=True):
        order, parcel = lock_parcel(parcel_id=parcel_id, version=version)
        check_fulfilment_transition(parcel.status, status)
        if status in (Status.PICKING, Status.PACKED):
            check_sendable(order)
        if status == Status.CANCELLED:
            unpack(parcel=parcel)
        else:
            values = {"delivered_at": by.now} if status == Status.DELIVERED else {}
            move_parcel_row(parcel=parcel, target=status, **values)
        _add_parcel_event(order, parcel, str(_SAID[status]), by)
        if status == Status.DELIVERED:
            _count_pieces(order, parcel, "quantity_delivered", by.now)
        elif status == Status.RETURNED_TO_SENDER:
            _count_pieces(order, parcel, "quantity_returned", by.now)
            if restock:
                place = parcel.location_id or get_default_location().pk
                note = gettext("Parcel %(parcel)s returned") % {"parcel": parcel}
                restock_units(units=_pieces(parcel), location_id=place, by=by, note=note)
        else:
            Order.objects.filter(pk=order.pk).update(updated_at=by.now)
    parcel.refresh_from_db()
    return parcel


def ship_parcel(
    *,
    parcel_id: int,
    by: By,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    version: int | None = None,
) -> Fulfilment:
    """Send a packed parcel and tell the buyer. Locks the order, then its allocations and stock levels by key.

    Needs the permission orders.ship_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, AwaitingStock, InvalidInput.
    """
    by.require("orders.ship_order")
    tracking = Tracking(carrier, tracking_number, tracking_url)
    with transaction.atomic(durable=True):
        order, parcel = lock_parcel(parcel_id=parcel_id, version=version)
        send_parcel(order=order, parcel=parcel, tracking=tracking, by=by)
    parcel.refresh_from_db()
    return parcel


def edit_tracking(
    *,
    parcel_id: int,
    by: By,
    carrier: str,
    tracking_number: str,
    tracking_url: str,
    version: int | None = None,
) -> Fulfilment:
    """Correct how a sent parcel is followed. Locks the order. Needs the permission orders.ship_order.

    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition for one that is not on its way, InvalidInput.
    """
    by.require("orders.ship_order")
    tracking = Tracking(carrier, tracking_number, tracking_url)
    with transaction.atomic(durable=True):
        order, parcel = lock_parcel(parcel_id=parcel_id, version=version)
        if Fulfilment.objects.filter(pk=parcel.pk, status=Status.SHIPPED).update(**tracking.columns) != 1:
            raise ForbiddenTransition(gettext("Tracking can only be corrected while a parcel is on its way."))
        _add_parcel_event(order, parcel, gettext("Tracking corrected%(tracking)s") % {"tracking": tracking}, by)
        Order.objects.filter(pk=order.pk).update(updated_at=by.now)
    parcel.refresh_from_db()
    return parcel


def resend_parcel(
    *,
    parcel_id: int,
    by: By,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    version: int | None = None,
) -> Fulfilment:
    """Send the content of a lost or returned parcel once more, from stock, at no cost for the buyer; tells them.

    A parcel is replaced at most once, and not once it was paid back. Units that came back count as with the buyer
    again. Locks the order, then stock levels by key. Needs the permission orders.ship_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, OutOfStock, AwaitingStock, InvalidInput.
    """
    by.require("orders.ship_order")
    tracking = Tracking(carrier, tracking_number, tracking_url)
    with transaction.atomic(durable=True):
        order, old = lock_parcel(parcel_id=parcel_id, version=version)
        _check_resendable(order, old)
        pieces = _pieces(old)
        parcel = Fulfilment.objects.create(
            order=order,
            public_id=new_id("ful"),
            replaces=old,
            status=Status.SHIPPED,
            created_at=by.now,
            shipped_at=by.now,
            **tracking.columns,
        )
        FulfilmentLine.objects.bulk_create(
            FulfilmentLine(fulfilment=parcel, order_line=line, quantity=count) for line, count in pieces
        )
        if old.status == Status.RETURNED_TO_SENDER:
            _count_pieces(order, old, "quantity_returned", by.now, sign=-1)
        else:
            Order.objects.filter(pk=order.pk).update(updated_at=by.now)
        tell_sent(order=order, parcel=parcel, tracking=tracking, by=by)
        allocate_units(needs=stock_needs(units=pieces), by=by)
        Fulfilment.objects.filter(pk=parcel.pk).update(location=_place_of(pieces))
        ship_units(units=pieces, by=by)
    parcel.refresh_from_db()
    return parcel


def _check_resendable(order: Order, parcel: Fulfilment) -> None:
    if parcel.status not in (Status.LOST, Status.RETURNED_TO_SENDER):
        raise ForbiddenTransition(gettext("Only a parcel that was lost or returned can be sent again."))
    if Fulfilment.objects.filter(replaces=parcel).exists():
        raise ForbiddenTransition(gettext("This parcel has already been sent again."))
    if order.status not in (Order.Status.PLACED, Order.Status.CLOSED):
        raise ForbiddenTransition(
            gettext("An order with the status “%(status)s” cannot be shipped.") % {"status": order.get_status_display()}
        )
    if is_paid_back(parcel):
        raise ForbiddenTransition(
            gettext("Items in this parcel have been refunded meanwhile. Create a new order to send them.")
        )


def _place_of(pieces: list[LinePieces]) -> int | None:
    """Return the key of the location that holds all of these pieces, or None where they lie in several."""
    lines = [line for line, _ in pieces]
    places = set(Allocation.objects.filter(line__in=lines).values_list("level__location_id", flat=True))
    return places.pop() if len(places) == 1 else None


def _pieces(parcel: Fulfilment) -> list[LinePieces]:
    rows = FulfilmentLine.objects.filter(fulfilment=parcel).select_related("order_line").order_by("order_line_id")
    return [(row.order_line, row.quantity) for row in rows]


def _count_pieces(order: Order, parcel: Fulfilment, column: str, now: datetime, *, sign: int = 1) -> None:
    """Count the pieces of a parcel on the order's lines, and derive the order's fulfilment status anew."""
    for line, count in _pieces(parcel):
        rows = OrderLine.objects.filter(pk=line.pk)
        if column == "quantity_returned" and sign > 0:
            rows = rows.filter(quantity_fulfilled__gte=F("quantity_returned") + F("quantity_returning") + count)
        if rows.update(**{column: F(column) + sign * count}) != 1:
            raise ForbiddenTransition(
                gettext("Items in this parcel are part of a return or withdrawal. Receive them there.")
            )
    refresh_fulfilment_status(order=order, now=now)


def _add_parcel_event(order: Order, parcel: Fulfilment, message: str, by: By) -> None:
    add_event(
        order=order,
        kind=f"parcel.{parcel.status}",
        message=message,
        by=by,
        data={"parcel": parcel.public_id},
    )
