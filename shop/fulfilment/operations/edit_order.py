"""Changing a placed order: first what it would do, then doing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.steps.changes import begin_change
from shop.fulfilment.steps.edit_plan import EditInput, EditPlan, plan_edit
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderChange
from shop.orders.queries import pay_path
from shop.orders.rules import ForbiddenTransition

from .follow_up import follow_up

PAY_WITHIN = timedelta(days=3)
LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class EditedOrder:
    """The order and its change; `to_pay` is what the buyer was asked for, zero where nothing."""

    order: Order
    change: OrderChange
    to_pay: Money


class PriceMoved(ForbiddenTransition):
    """The change costs something else than it did in the preview."""

    code = "price_moved"
    title = _("Price moved")
    default_message = _("The difference has changed. Please check it again.")


def preview_edit(*, order_id: int, edit: EditInput, by: By, version: int | None = None) -> EditPlan:
    """Say what a change would do and cost; nothing is changed. Needs the permission orders.edit_order.

    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, ChangeWaiting, NothingToChange, InvalidInput,
    OutOfStock, MethodUnavailable.
    """
    by.require("orders.edit_order")
    with transaction.atomic(durable=True):
        return plan_edit(order=lock_order(order_id=order_id, version=version), edit=edit, now=by.now)


def edit_order(
    *,
    order_id: int,
    edit: EditInput,
    by: By,
    version: int | None = None,
    expected: Money | None = None,
    pay_within: timedelta = PAY_WITHIN,
) -> EditedOrder:
    """Change a placed order: more units and other products at today's price, fewer units, address, delivery.

    What is taken away is credited and paid back at once. Where the buyer owes more, they get a link to pay it by mail;
    until then their new goods are reserved, and unpaid after `pay_within` the change is taken back. An order on
    account asks for more with its invoice instead. `expected` is the difference as the preview showed it.
    Locks the order, its payments, then stock by key. Needs the permission orders.edit_order.

    Raises: what `preview_edit` raises, and PriceMoved.
    """
    by.require("orders.edit_order")
    if not timedelta(minutes=30) <= pay_within <= LONGEST:
        raise InvalidInput(fields={"pay_within": gettext("Choose between 30 minutes and 30 days.")})
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        plan = plan_edit(order=order, edit=edit, now=by.now)
        if expected is not None and expected != plan.difference:
            raise PriceMoved
        change = begin_change(plan=plan, expires_at=by.now + pay_within, by=by)
        waits = change.status == OrderChange.Status.AWAITING_PAYMENT
        to_pay = plan.to_pay if waits else Money(0, order.currency)
        if waits:
            extra = {
                "amount": to_pay,
                "deadline": change.expires_at,
                "change": change,
                "pay_url": settings.SITE_URL + pay_path(order),
            }
            queue_order_mail(order=order, template="pay", key=f"pay:{change.public_id}", now=by.now, extra=extra)
    follow_up(order_ids=[order_id], now=by.now)
    order.refresh_from_db()
    return EditedOrder(order, change, to_pay)
