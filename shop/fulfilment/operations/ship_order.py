"""Sending a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from shop.core.actor import Actor
from shop.core.errors import DomainError, InvalidInput
from shop.core.ids import new_id
from shop.fulfilment.models import Fulfilment, FulfilmentLine
from shop.inventory.steps import ship_stock
from shop.notifications.tasks import wake_delivery
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Allocation, Order, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event, change_status, refresh_fulfilment_status


class NothingToShip(DomainError):
    """No units are left to send, or more are named than are left."""

    code = "nothing_to_ship"
    kind = "conflict"
    default_message = "There is nothing left to send."


def ship_order(
    *,
    order_id: int,
    actor: Actor,
    now: datetime,
    quantities: Mapping[int, int] | None = None,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    version: int | None = None,
) -> Fulfilment:
    """Send units of an order ({order line id: units}; None sends everything that is left) and tell the buyer.

    `version` is the order's version as the actor saw it, so that a form sent twice sends one parcel.
    Locks the order, then its allocations and stock levels by key. Needs the permission orders.ship_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, NothingToShip, InvalidInput.
    """
    actor.require("orders.ship_order")
    if tracking_url and not tracking_url.startswith(("https://", "http://")):
        raise InvalidInput(fields={"tracking_url": "Enter an address that starts with https://."})
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        if order.status != Order.Status.PLACED:
            raise ForbiddenTransition(f"An order that is {order.get_status_display().lower()} cannot be sent.")
        units = _units_to_send(order, quantities)
        parcel = Fulfilment.objects.create(
            order=order,
            public_id=new_id("ful"),
            carrier=carrier[:60],
            tracking_number=tracking_number[:80],
            tracking_url=tracking_url[:300],
            shipped_at=now,
        )
        for line, quantity in units:
            FulfilmentLine.objects.create(fulfilment=parcel, order_line=line, quantity=quantity)
            OrderLine.objects.filter(pk=line.pk).update(quantity_fulfilled=F("quantity_fulfilled") + quantity)
        _book_out(units)
        refresh_fulfilment_status(order=order, now=now)
        label = f"Parcel sent{f' with {carrier}' if carrier else ''}{f', {tracking_number}' if tracking_number else ''}"
        add_event(
            order=order, kind="order.shipped", message=label, actor=actor, now=now, data={"parcel": parcel.public_id}
        )
        if order.fulfilment_status == Order.FulfilmentStatus.FULFILLED:
            change_status(order=order, target=Order.Status.CLOSED, now=now)
        sent = [{"line": line, "quantity": quantity} for line, quantity in units]
        extra = {"parcel": parcel, "sent": sent, "is_last": order.fulfilment_status == Order.FulfilmentStatus.FULFILLED}
        queue_order_mail(order=order, template="shipped", key=f"shipped:{parcel.pk}", now=now, extra=extra)
    transaction.on_commit(wake_delivery, robust=True)
    return parcel


def _units_to_send(order: Order, quantities: Mapping[int, int] | None) -> list[tuple[OrderLine, int]]:
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order)}
    if quantities is None:
        quantities = {pk: line.open_quantity for pk, line in lines.items()}
    units = []
    for line_id, quantity in quantities.items():
        line = lines.get(line_id)
        if line is None or not 0 <= quantity <= line.open_quantity:
            raise NothingToShip("More is named than is left to send.")
        if quantity:
            units.append((line, quantity))
    if not units:
        raise NothingToShip
    return units


def _book_out(units: list[tuple[OrderLine, int]]) -> None:
    """Take the sent units out of their allocations and out of stock; lines that are not counted hold none."""
    held: dict[int, list[Allocation]] = {}
    rows = Allocation.objects.filter(line__in=[line for line, _ in units])
    for allocation in rows.order_by("level_id", "pk").select_for_update(of=("self",)):
        held.setdefault(allocation.line_id, []).append(allocation)
    levels: dict[int, int] = {}
    for line, quantity in units:
        missing = quantity
        for allocation in held.get(line.pk, []):
            part = min(missing, allocation.quantity)
            own = Allocation.objects.filter(pk=allocation.pk)
            own.delete() if part == allocation.quantity else own.update(quantity=F("quantity") - part)
            levels[allocation.level_id] = levels.get(allocation.level_id, 0) + part
            missing -= part
    ship_stock(units=levels)
