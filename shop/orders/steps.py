"""Writes on orders, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from shop.core.actor import Actor
from shop.inventory.steps import release_stock

from .models import Allocation, Order, OrderEvent, OrderLine
from .rules import ForbiddenTransition, LineUnits, check_transition, fulfilment_status


def add_event(
    *, order: Order, kind: str, message: str, actor: Actor, now: datetime, data: Mapping[str, Any] | None = None
) -> OrderEvent:
    """Write a line of the order's timeline."""
    assert connection.in_atomic_block, "add_event writes inside the caller's transaction"
    return OrderEvent.objects.create(
        order=order,
        kind=kind,
        message=message[:300],
        actor_kind=actor.kind,
        actor_label=actor.label,
        actor_user_id=actor.user_id,
        data=dict(data or {}),
        created_at=now,
    )


def change_status(*, order: Order, target: Order.Status, now: datetime) -> None:
    """Move a locked order to another status if the table allows it. Raises: ForbiddenTransition."""
    assert connection.in_atomic_block, "change_status writes inside the caller's transaction"
    check_transition(order.status, target)
    values: dict[str, Any] = {"status": target, "updated_at": now}
    if target == Order.Status.PLACED and order.placed_at is None:  # releasing a held order places nothing
        values["placed_at"] = now
    # The condition holds even where somebody forgot the lock.
    if Order.objects.filter(pk=order.pk, status=order.status).update(**values) != 1:
        raise ForbiddenTransition
    for name, value in values.items():
        setattr(order, name, value)


def release_allocations(*, order: Order) -> None:
    """Give back every unit that the order still holds."""
    assert connection.in_atomic_block, "release_allocations writes inside the caller's transaction"
    held = list(Allocation.objects.filter(line__order=order).select_for_update(of=("self",)))
    units: dict[int, int] = {}
    for allocation in held:
        units[allocation.level_id] = units.get(allocation.level_id, 0) + allocation.quantity
    release_stock(units=units)
    Allocation.objects.filter(pk__in=[allocation.pk for allocation in held]).delete()


def cancel_open_units(*, order: Order) -> None:
    """Count everything that was not sent as cancelled, and free its stock."""
    assert connection.in_atomic_block, "cancel_open_units writes inside the caller's transaction"
    release_allocations(order=order)
    OrderLine.objects.filter(order=order).update(quantity_cancelled=F("quantity") - F("quantity_fulfilled"))


def refresh_fulfilment_status(*, order: Order, now: datetime) -> None:
    """Derive the fulfilment status of a locked order from its lines and store it."""
    assert connection.in_atomic_block, "refresh_fulfilment_status writes inside the caller's transaction"
    names = (f"quantity{name}" for name in ("", "_fulfilled", "_cancelled", "_delivered", "_returned"))
    rows = OrderLine.objects.filter(order=order).values_list(*names)
    order.fulfilment_status = fulfilment_status(LineUnits(*row) for row in rows)
    Order.objects.filter(pk=order.pk).update(fulfilment_status=order.fulfilment_status, updated_at=now)
