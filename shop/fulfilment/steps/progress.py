"""Moving returns and withdrawals by their tables: a conditional update, and a line in the order's timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from shop.core.actor import By
from shop.core.errors import NotFound, StaleVersion
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.rules import check_return_transition, check_withdrawal_transition
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event
from shop.payments.locks import lock_payments


def lock_orders(*, order_id: int, replacement_id: int | None = None, version: int | None = None) -> dict[int, Order]:
    """Lock an order, those its goods were exchanged for, and the one that replaces it, by key.

    With `version`, only as long as the order has not changed since. Raises: NotFound, StaleVersion.
    """
    keys = [order_id]
    while source := Order.objects.filter(returns__replacement=keys[-1]).values_list("pk", flat=True).first():
        keys.append(source)
    if replacement_id is not None:
        keys.append(replacement_id)
    return {key: lock_order(order_id=key, version=version if key == order_id else None) for key in sorted(keys)}


def lock_return(*, return_id: int, version: int | None = None) -> tuple[dict[int, Order], Return]:
    """Lock the orders of a return, which guard it too (see `lock_orders`); they and it are as they are now.

    Raises: NotFound, StaleVersion.
    """
    found = Return.objects.filter(pk=return_id).values_list("order_id", "replacement_id").first()
    if found is None:
        raise NotFound
    orders = lock_orders(order_id=found[0], replacement_id=found[1])
    return_ = Return.objects.select_related("order").get(pk=return_id)
    if (version is not None and return_.version != version) or return_.replacement_id != found[1]:
        raise StaleVersion
    return orders, return_


def lock_withdrawal(*, withdrawal_id: int, version: int | None = None) -> tuple[dict[int, Order], Withdrawal]:
    """Lock the orders of a withdrawal (none where it is not known), then the withdrawal.

    Raises: NotFound, StaleVersion.
    """
    found = Withdrawal.objects.filter(pk=withdrawal_id).values_list("order_id").first()
    if found is None:
        raise NotFound
    orders = lock_orders(order_id=found[0]) if found[0] else {}
    withdrawal = Withdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal_id)
    if (version is not None and withdrawal.version != version) or withdrawal.order_id != found[0]:
        raise StaleVersion
    return orders, withdrawal


def lock_payments_of(orders: Mapping[int, Order]) -> None:
    """Lock the payments of locked orders, by key: before stock, wherever money of any of them may go back."""
    for key in sorted(orders):
        lock_payments(order_id=key)


def touch_order(*, order: Order, now: datetime) -> None:
    """Raise the version of a locked order: what somebody has seen of it before (units, returns) is out of date."""
    assert connection.in_atomic_block, "touch_order writes inside the caller's transaction"
    Order.objects.filter(pk=order.pk).update(updated_at=now)


def move_return(*, order: Order, return_: Return, target: Return.Status, message: str, by: By, **values: Any) -> None:
    """Move a return of a locked order to another status, with more `values` of it. Raises: ForbiddenTransition."""
    assert connection.in_atomic_block, "move_return writes inside the caller's transaction"
    check_return_transition(return_.status, target)
    _update_status(return_, target, by.now, values)
    touch_order(order=order, now=by.now)
    add_event(
        order=order, kind=f"return.{target}", message=f"{message} ({return_})", by=by,
        data={"id": return_.public_id},
    )  # fmt: skip


def move_withdrawal(
    *,
    order: Order | None,
    withdrawal: Withdrawal,
    target: Withdrawal.Status,
    message: str,
    by: By,
    **values: Any,
) -> None:
    """Move a locked withdrawal to another status, with more `values` of it. Raises: ForbiddenTransition.

    Without an order there is no timeline yet; the withdrawal itself says what happened.
    """
    assert connection.in_atomic_block, "move_withdrawal writes inside the caller's transaction"
    check_withdrawal_transition(withdrawal.status, target)
    _update_status(withdrawal, target, by.now, values)
    if order is not None:
        touch_order(order=order, now=by.now)
        add_event(
            order=order, kind=f"withdrawal.{target}", message=f"{message} ({withdrawal})", by=by,
            data={"id": withdrawal.public_id},
        )  # fmt: skip


def _update_status(row: Return | Withdrawal, target: str, now: datetime, values: dict[str, Any]) -> None:
    values = {"status": target, "updated_at": now, **values}
    # The condition holds even where somebody forgot the lock.
    if type(row)._default_manager.filter(pk=row.pk, status=row.status).update(**values) != 1:
        raise ForbiddenTransition
    for name, value in values.items():
        setattr(row, name, value)
