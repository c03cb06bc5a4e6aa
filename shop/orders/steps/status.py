"""Timeline and states of orders, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from shop.core.actor import By
from shop.orders.models import Order, OrderEvent, OrderLine
from shop.orders.rules import ForbiddenTransition, LineUnits, TooManyOpenOrders, check_transition, fulfilment_status
from shop.orders.sql import lock_open_orders, lock_unpaid_of

from .stock import release_stock_of

MAX_OPEN_ORDERS = 5  # unpaid, per buyer: what one person may keep from others (OWASP API6)
MAX_OPEN_OF_CLIENT = 20  # unpaid, of all guests behind one network address


def add_event(*, order: Order, kind: str, message: str, by: By, data: Mapping[str, Any] | None = None) -> OrderEvent:
    """Write a line of the order's timeline."""
    assert connection.in_atomic_block, "add_event writes inside the caller's transaction"
    return OrderEvent.objects.create(
        order=order,
        kind=kind,
        message=message[:300],
        actor_kind=by.actor.kind,
        actor_label=by.actor.label,
        actor_user_id=by.actor.user_id,
        data=dict(data or {}),
        created_at=by.now,
    )


def event_rows(*, order: Order, events: Sequence[tuple[str, str]], by: By) -> list[OrderEvent]:
    """Return lines of the order's timeline, (kind, message) each, to be inserted with other rows (`core.sql`)."""
    return [
        OrderEvent(
            order=order,
            kind=kind,
            message=message[:300],
            actor_kind=by.actor.kind,
            actor_label=by.actor.label,
            actor_user_id=by.actor.user_id,
            created_at=by.now,
        )
        for kind, message in events
    ]


def limit_open_orders(*, by: By, email: str, client_key: str) -> int:
    """Refuse a buyer who has MAX_OPEN_ORDERS unpaid orders; answers how many the client has, whoever they are for.

    A customer is known by the login, a guest by email address and client together: what a stranger opens with
    somebody's address is the stranger's. Exact however many requests come at once: locks the buyer (an advisory lock
    of the transaction). Staff and the system may open any number. One statement. Raises: TooManyOpenOrders.
    """
    assert connection.in_atomic_block, "limit_open_orders locks inside the caller's transaction"
    if by.actor.kind in ("staff", "system"):
        return 0
    mine, clients = lock_open_orders(user_id=by.actor.user_id, email=email, client_key=client_key)
    if mine >= MAX_OPEN_ORDERS:
        raise TooManyOpenOrders
    return clients


class Unpaid(NamedTuple):
    """What unpaid orders keep: units of each SKU, their worth in minor units, and units reserved by variant."""

    units: dict[str, int]
    worth_minor: int
    reserved: dict[int, int]


def lock_unpaid(*, client_key: str, order_id: int | None) -> Unpaid:
    """Return what the unpaid orders of a client keep, and the one that is named. One statement.

    Waits for whoever orders from the same client: locks the client (an advisory lock of the transaction).
    """
    assert connection.in_atomic_block, "lock_unpaid locks inside the caller's transaction"
    found = Unpaid({}, 0, {})
    for is_reserved, sku, variant_id, units, worth in lock_unpaid_of(client_key=client_key, order_id=order_id):
        if is_reserved:
            found.reserved[variant_id or 0] = units
        else:
            found.units[sku or ""] = units
            found = found._replace(worth_minor=found.worth_minor + (worth or 0))
    return found


def change_status(*, order: Order, target: Order.Status, now: datetime, payment_status: str = "") -> None:
    """Move a locked order to another status if the table allows it. Raises: ForbiddenTransition.

    A `payment_status`, derived by the caller, is stored in the same statement.
    """
    assert connection.in_atomic_block, "change_status writes inside the caller's transaction"
    check_transition(order.status, target)
    values: dict[str, Any] = {"status": target, "updated_at": now}
    if target == Order.Status.PLACED and order.placed_at is None:  # releasing a held order places nothing
        values["placed_at"] = now
    if payment_status:
        values["payment_status"] = payment_status
    # The condition holds even where somebody forgot the lock.
    if Order.objects.filter(pk=order.pk, status=order.status).update(**values) != 1:
        raise ForbiddenTransition
    for name, value in values.items():
        setattr(order, name, value)


def cancel_open_units(*, order: Order, by: By) -> None:
    """Count everything that was not sent as cancelled, and free its stock."""
    assert connection.in_atomic_block, "cancel_open_units writes inside the caller's transaction"
    OrderLine.objects.filter(order=order).update(quantity_cancelled=F("quantity") - F("quantity_fulfilled"))
    refresh_fulfilment_status(order=order, now=by.now)
    release_stock_of(order=order, by=by)


def refresh_fulfilment_status(*, order: Order, now: datetime) -> None:
    """Derive the fulfilment status of a locked order from its lines and store it."""
    assert connection.in_atomic_block, "refresh_fulfilment_status writes inside the caller's transaction"
    names = (f"quantity{name}" for name in ("", "_fulfilled", "_cancelled", "_delivered", "_returned"))
    rows = OrderLine.objects.filter(order=order).values_list(*names)
    order.fulfilment_status = fulfilment_status(LineUnits(*row) for row in rows)
    Order.objects.filter(pk=order.pk).update(fulfilment_status=order.fulfilment_status, updated_at=now)
