"""Finding the order of a withdrawal that was declared without login."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from shop.core.actor import SYSTEM, By
from shop.core.errors import InvalidInput, NotFound
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.queries import LIVE, withdrawable_lines
from shop.fulfilment.steps.progress import lock_orders, lock_withdrawal
from shop.fulfilment.steps.withdraw import attach, give_way
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition

from .declare_withdrawal import NothingToWithdraw

MATCH_TIME = timedelta(minutes=10)  # how long we look for the order of a declaration ourselves


def match_withdrawals(*, now: datetime, limit: int = 20) -> int:
    """Find the orders of new declarations by number and email; returns how many were found. A periodic job.

    What fits nothing stays for staff to look at.
    """
    waiting = Withdrawal.objects.filter(order=None, declared_at__gt=now - MATCH_TIME).exclude(status="closed")
    found = 0
    for withdrawal in waiting.order_by("pk")[:limit]:
        order = _find_order(withdrawal.order_number)
        if order is not None and order.email.lower() == withdrawal.email.lower():
            found += _assign(withdrawal.pk, order.pk, By(SYSTEM, now))
    return found


def assign_withdrawal(*, withdrawal_id: int, order_number: str, by: By, version: int | None = None) -> Withdrawal:
    """Say which order a declaration is about. Locks the orders, then the withdrawal. Needs fulfilment.handle_return.

    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput for an unknown number.
    """
    by.require("fulfilment.handle_return")
    order = _find_order(order_number)
    if order is None or order.placed_at is None:
        raise InvalidInput(fields={"order_number": gettext("This order does not exist.")})
    if not Withdrawal.objects.filter(pk=withdrawal_id).exists():
        raise NotFound
    _assign(withdrawal_id, order.pk, by, version=version, strict=True)
    return Withdrawal.objects.get(pk=withdrawal_id)


def _assign(withdrawal_id: int, order_id: int, by: By, *, version: int | None = None, strict: bool = False) -> bool:
    with transaction.atomic(durable=True):
        orders = lock_orders(order_id=order_id)
        _, withdrawal = lock_withdrawal(withdrawal_id=withdrawal_id, version=version)
        order = orders[order_id]
        if withdrawal.order_id is not None or withdrawal.status == Withdrawal.Status.CLOSED:
            if strict:
                raise ForbiddenTransition(gettext("This withdrawal already belongs to an order, or is closed."))
            return False
        if order.placed_at is None or order.status not in LIVE:
            if strict:
                raise NothingToWithdraw
            return False
        units: Mapping[int, int] = {}
        if not withdrawal.goods:  # goods in words are for staff to choose; a return of them stands until then
            give_way(order=order, by=by)
            units = {line.pk: count for line, count in withdrawable_lines(order)}
        attach(orders=orders, order=order, withdrawal=withdrawal, units=units, by=by)
    return True


def _find_order(number: str) -> Order | None:
    digits = number.strip().lstrip("#").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return None
    return Order.objects.filter(number=int(digits)).first()
