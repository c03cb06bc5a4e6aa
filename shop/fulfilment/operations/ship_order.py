"""Sending what is left of an order, or a part of it, in one go."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.packing import PlannedParcel, choose_pieces
from shop.fulfilment.steps.parcels import Tracking, check_sendable, open_parcel, send_parcel
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.steps import lock_stock_of


def ship_order(
    *,
    order_id: int,
    by: By,
    quantities: Mapping[int, int] | None = None,
    location_id: int | None = None,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    version: int | None = None,
) -> list[Fulfilment]:
    """Send units of an order ({order line id: units}; None sends everything that is free) and tell the buyer.

    One parcel leaves each location that holds some of it; with `location_id` only what lies there is sent. A tracking
    number belongs to one parcel, so it is refused where there would be several. `version` is the order's version as
    the actor saw it, so that a form sent twice sends once.
    Locks the order, then its allocations and stock levels by key. Needs the permission orders.ship_order.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, NothingToShip, AwaitingStock, InvalidInput.
    """
    by.require("orders.ship_order")
    tracking = Tracking(carrier, tracking_number, tracking_url)
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        check_sendable(order)
        plan = choose_pieces(order=order, quantities=quantities, location_id=location_id)
        if len(plan) > 1 and (tracking_number or tracking_url):
            raise InvalidInput(
                fields={"tracking_number": _("These items are in several locations. Ship them one location at a time.")}
            )
        if len(plan) > 1:  # all at once and by key: parcel after parcel, levels would be locked in another order
            lock_stock_of(order_ids=[order.pk])
        return [_ship_parcel(order, each, tracking, by) for each in plan]


def _ship_parcel(order: Order, plan: PlannedParcel, tracking: Tracking, by: By) -> Fulfilment:
    parcel = open_parcel(
        order=order,
        location_id=plan.location.pk if plan.location else None,
        pieces=plan.pieces,
        status=Fulfilment.Status.PACKED,
        now=by.now,
    )
    send_parcel(order=order, parcel=parcel, tracking=tracking, by=by)
    return parcel
