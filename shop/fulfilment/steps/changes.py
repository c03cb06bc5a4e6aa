"""Changes of a locked order: begun, completed, taken back; inside somebody else's transaction.

A change that the buyer must pay for puts its additions on the order at once, with their stock reserved, and holds what
it will take away. The payment completes it; without one it is taken back and the order is as it was.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import connection
from django.db.models import F, Max, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from shop.accounts.rules import AddressInput
from shop.core.actor import SYSTEM, By
from shop.core.ids import new_id
from shop.core.money import Money
from shop.inventory.locks import lock_levels
from shop.ledger.steps import post_all, sale_posting
from shop.orders.emails import queue_order_mail
from shop.orders.models import Allocation, Order, OrderAddress, OrderChange, OrderLine
from shop.orders.queries import stock_needs
from shop.orders.steps import (
    add_event,
    allocate_units,
    convert_reservations,
    lock_stock_of,
    refresh_fulfilment_status,
    release_stock_of,
    release_units,
    reserve_units,
)
from shop.payments.models import CreditNote, Refund
from shop.payments.queries import standing
from shop.payments.steps import CreditLine, close_when_done, issue_credit_note, refresh_payment_status, refund_excess
from shop.payments.steps.invoices import follow_order

from .edit_plan import EditPlan

Status = OrderChange.Status


def begin_change(*, plan: EditPlan, expires_at: datetime, by: By) -> OrderChange:
    """Write a planned change: complete, where nothing is to be paid first; else its additions, until `expires_at`.

    Refunds are carried out by the caller after the commit. Raises: OutOfStock.
    """
    assert connection.in_atomic_block, "begin_change writes inside the caller's transaction"
    order = plan.order
    waits = bool(plan.to_pay) and not plan.on_account
    change = _write_change(plan, expires_at if waits else None, by)
    lines = _write_lines(order, change, plan, waits=waits)
    _grow(order, plan, by.now)
    _book_sale(order, change, plan, by)
    needs = stock_needs(units=[(line, line.quantity) for line in lines])
    if waits:
        for reduction in plan.reductions:
            _set_aside(reduction.line.pk, reduction.units)
        refresh_payment_status(order=order, now=by.now)
        refresh_fulfilment_status(order=order, now=by.now)
        _add_change_event(
            order,
            change,
            gettext("Change awaiting payment of %(amount)s%(note)s")
            % {"amount": plan.to_pay.format(order.locale), "note": _why(plan.note)},
            by,
        )
        reserve_units(needs=needs, expires_at=expires_at, by=by)
        return change
    refunds = _apply_reductions(order, change, by)
    _add_change_event(order, change, gettext("Order changed%(note)s") % {"note": _why(plan.note)}, by)
    _queue_changed_mail(order, change, by.now, refunds=refunds)
    close_when_done(order=order, now=by.now)
    reduced = [(reduction.line, reduction.units) for reduction in plan.reductions]
    allocated = Allocation.objects.filter(line__in=[line for line, _ in reduced]).values_list(
        "level__variant_id", flat=True
    )
    wanted = {variant_id for need in needs for variant_id, _ in need.units}
    lock_levels(variant_ids={*allocated, *wanted})  # all at once and by key, because two steps follow
    release_units(units=reduced, by=by)
    allocate_units(needs=needs, by=by)
    return change


def complete_change(*, order: Order, change: OrderChange, now: datetime) -> None:
    """Complete a change that was paid: its goods are the order's, and what it takes away is credited and released.

    Refunds are carried out by the caller after the commit.
    """
    assert connection.in_atomic_block, "complete_change writes inside the caller's transaction"
    if not _close_change(change, Status.APPLIED, now):
        return
    added = list(OrderLine.objects.filter(change=change))
    for line in added:
        _set_aside(line.pk, -line.quantity)
    for line_id, units in _reductions(change).items():
        _set_aside(line_id, -units)
    refunds = _apply_reductions(order, change, By(SYSTEM, now))
    _add_change_event(order, change, gettext("Order changed: the difference has been paid"), By(SYSTEM, now))
    _queue_changed_mail(order, change, now, refunds=refunds)
    reduced = [(line, _reductions(change)[line.pk]) for line in OrderLine.objects.filter(pk__in=_reductions(change))]
    lock_stock_of(order_ids=[order.pk])
    release_units(units=reduced, by=By(SYSTEM, now))
    convert_reservations(order=order, by=By(SYSTEM, now), line_ids=[line.pk for line in added])


def revert_change(
    *,
    order: Order,
    change: OrderChange,
    status: OrderChange.Status,
    by: By,
    tells: bool = True,
) -> None:
    """Undo a change that waits for its payment: its additions are credited and their stock is free again.

    What was paid for it already goes back; the caller carries the refunds out after the commit. `tells` the buyer.
    """
    assert connection.in_atomic_block, "revert_change writes inside the caller's transaction"
    if not _close_change(change, status, by.now):
        return
    added = list(OrderLine.objects.filter(change=change))
    for line in added:
        OrderLine.objects.filter(pk=line.pk).update(
            quantity_held=F("quantity_held") - line.quantity, quantity_cancelled=F("quantity")
        )
    for line_id, units in _reductions(change).items():
        _set_aside(line_id, -units)
    note = _credit_reductions(
        order,
        {line.pk: (line.quantity, line.total_minor) for line in added},
        change.shipping_added_minor,
        reason=gettext("Change not paid") if status == Status.LAPSED else gettext("Change undone"),
        by=by,
    )
    refunds = refund_excess(order=order, reason=gettext("Change undone"), now=by.now, note=note)
    refresh_payment_status(order=order, now=by.now)
    refresh_fulfilment_status(order=order, now=by.now)
    message = gettext("Change undone: it was not paid in time") if status == Status.LAPSED else gettext("Change undone")
    _add_change_event(order, change, message, by)
    if tells:
        _queue_changed_mail(order, change, by.now, refunds=refunds)
    close_when_done(order=order, now=by.now)
    lock_stock_of(order_ids=[order.pk])  # all at once and by key, because the caller may give back or restock more
    release_stock_of(order=order, by=by, line_ids=[line.pk for line in added])


def missing_for(order: Order, change: OrderChange) -> Money:
    """Return what must still come in, or be held, before the change is complete."""
    money = standing(order, payments=order.payments.all())
    missing = money.owed.amount_minor - money.authorised.amount_minor - change.actions["credit_minor"]
    return Money(max(0, min(change.difference_minor, missing)), order.currency)


def _write_change(plan: EditPlan, expires_at: datetime | None, by: By) -> OrderChange:
    return OrderChange.objects.create(
        order=plan.order,
        public_id=new_id("chg"),
        status=Status.AWAITING_PAYMENT if expires_at else Status.APPLIED,
        actions={
            "add": {line.sku: line.quantity for line in plan.added},
            "reduce": {str(each.line.pk): each.units for each in plan.reductions},
            "credit": {str(each.line.pk): [each.credited_units, each.amount_minor] for each in plan.reductions},
            "credit_minor": plan.credit_minor,
            "shipping_credit_minor": max(0, -plan.shipping_minor),
            "address": asdict(plan.address) if plan.address else None,
            "shipping": _shipping_columns(plan),
        },
        before=plan.before,
        after=plan.after,
        difference_minor=plan.difference.amount_minor,
        shipping_added_minor=plan.shipping_added_minor,
        currency=plan.order.currency,
        note=plan.note,
        actor_label=by.actor.label,
        created_at=by.now,
        expires_at=expires_at,
        closed_at=None if expires_at else by.now,
    )


def _shipping_columns(plan: EditPlan) -> dict[str, str] | None:
    option = plan.shipping
    if option is None:
        return None
    way = {"shipping_code": option.code, "shipping_name": option.name}
    if plan.order.arrives_until is None:  # of what nobody could date, a faster way dates nothing
        return way
    return way | {
        "arrives_from": option.arrives_from.isoformat(),
        "arrives_until": option.arrives_until.isoformat(),
    }


def _write_lines(order: Order, change: OrderChange, plan: EditPlan, *, waits: bool) -> list[OrderLine]:
    last = OrderLine.objects.filter(order=order).aggregate(last=Max("position"))["last"] or 0
    lines = [
        OrderLine(
            order=order,
            change=change,
            position=position,
            quantity_held=line.quantity if waits else 0,
            **line.snapshot,
        )
        for position, line in enumerate(plan.added, start=last + 1)
    ]
    return OrderLine.objects.bulk_create(lines)


def _grow(order: Order, plan: EditPlan, now: datetime) -> None:
    """Add what is sold in addition to the order's amounts; nothing that stands there gets less."""
    goods_tax = sum(line.tax_minor for line in plan.added)
    grown = {
        "subtotal_minor": plan.goods_minor,
        "shipping_minor": plan.shipping_added_minor,
        "shipping_tax_minor": plan.shipping_tax_minor,
        "tax_minor": goods_tax + plan.shipping_tax_minor,
        "total_minor": plan.goods_minor + plan.shipping_added_minor,
    }
    Order.objects.filter(pk=order.pk).update(
        **{name: F(name) + amount for name, amount in grown.items()}, updated_at=now
    )
    for name, amount in grown.items():
        setattr(order, name, getattr(order, name) + amount)


def _book_sale(order: Order, change: OrderChange, plan: EditPlan, by: By) -> None:
    tax = sum(line.tax_minor for line in plan.added) + plan.shipping_tax_minor
    posting = sale_posting(
        source=f"sale:{change.public_id}",
        total_minor=plan.goods_minor + plan.shipping_added_minor,
        tax_minor=tax,
        shipping_minor=plan.shipping_added_minor,
        shipping_tax_minor=plan.shipping_tax_minor,
    )
    post_all(order=order, postings=[posting], now=by.now, actor_label=by.actor.label)


def _apply_reductions(order: Order, change: OrderChange, by: By) -> list[Refund]:
    """Do what a change takes away: units, delivery, the old address; then give back what was paid for it."""
    for line_id, units in _reductions(change).items():
        OrderLine.objects.filter(pk=line_id).update(quantity_cancelled=F("quantity_cancelled") + units)
    if address := change.actions["address"]:
        kind = OrderAddress.Kind.SHIPPING
        OrderAddress.objects.filter(order=order, kind=kind).update(**asdict(AddressInput(**address)))
    if shipping := change.actions["shipping"]:
        Order.objects.filter(pk=order.pk).update(**shipping, updated_at=by.now)
    planned = {int(key): (units, amount) for key, (units, amount) in change.actions["credit"].items()}
    shipping = change.actions["shipping_credit_minor"]
    note = _credit_reductions(order, planned, shipping, reason=change.note or gettext("Order changed"), by=by)
    refunds = refund_excess(order=order, reason=change.note or gettext("Order changed"), now=by.now, note=note)
    follow_order(order=order, now=by.now)
    refresh_payment_status(order=order, now=by.now)
    refresh_fulfilment_status(order=order, now=by.now)
    return refunds


def _credit_reductions(
    order: Order, planned: dict[int, tuple[int, int]], shipping_minor: int, *, reason: str, by: By
) -> CreditNote | None:
    """Credit units and amounts of lines, and of shipping: as far as nobody has credited them meanwhile."""
    rows = OrderLine.objects.filter(pk__in=planned).annotate(credited_units=Coalesce(Sum("credits__quantity"), 0))
    lines = {}
    for row in rows:
        units, amount = planned[row.pk]
        amount = min(amount, row.total_minor - row.credited_minor)
        if amount:
            lines[row.pk] = CreditLine(min(units, row.quantity - row.credited_units), Money(amount, order.currency))
    shipping_minor = min(shipping_minor, order.shipping_minor - order.shipping_credited_minor)
    if not lines and not shipping_minor:
        return None
    return issue_credit_note(
        order=order,
        kind=CreditNote.Kind.EDIT,
        lines=lines,
        shipping=Money(shipping_minor, order.currency),
        allowance=None,
        reason=reason,
        by=by,
    )


def _close_change(change: OrderChange, status: OrderChange.Status, now: datetime) -> bool:
    """End a waiting change; answers whether this call did, because two may try."""
    waiting = OrderChange.objects.filter(pk=change.pk, status=Status.AWAITING_PAYMENT)
    if waiting.update(status=status, closed_at=now) != 1:
        return False
    change.status, change.closed_at = status, now
    return True


def _reductions(change: OrderChange) -> dict[int, int]:
    return {int(key): units for key, units in change.actions["reduce"].items()}


def _set_aside(line_id: int, units: int) -> None:
    OrderLine.objects.filter(pk=line_id).update(quantity_held=F("quantity_held") + units)


def _why(note: str) -> str:
    return f": {note}" if note else ""


def _add_change_event(order: Order, change: OrderChange, message: str, by: By) -> None:
    data = {"change": change.public_id}
    add_event(order=order, kind=f"change.{change.status}", message=message, by=by, data=data)


def _queue_changed_mail(order: Order, change: OrderChange, now: datetime, *, refunds: list[Refund]) -> None:
    """Queue the mail that says how the order is now."""
    order.refresh_from_db()
    is_undone = change.status != Status.APPLIED
    extra = {
        "is_undone": is_undone,
        "rows": (change.before if is_undone else change.after)["lines"],
        "net": Money(order.total_minor - order.credited_minor, order.currency),
        "refunded": Money(sum(refund.amount_minor for refund in refunds), order.currency),
    }
    queue_order_mail(order=order, template="changed", key=f"changed:{change.public_id}", now=now, extra=extra)
