"""Credit notes: what a buyer no longer owes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import F

from shop.core.actor import By
from shop.core.ids import new_id
from shop.core.money import Money
from shop.ledger.models import Entry, Journal
from shop.ledger.steps import post
from shop.orders.models import Order, OrderLine
from shop.payments.models import CreditNote, CreditNoteLine
from shop.payments.queries import credit_parts, credit_plan
from shop.payments.rules import CreditLine, CreditPlan, CreditTooHigh

from .invoices import follow_order
from .sums import refresh_payment_status


def issue_credit_note(
    *,
    order: Order,
    kind: CreditNote.Kind,
    lines: Mapping[int, CreditLine],
    shipping: Money | None,
    allowance: Money | None,
    reason: str,
    by: By,
) -> CreditNote:
    """Credit any mix of lines ({order line id: CreditLine}), shipping and an allowance of a locked order.

    Amounts contain tax. The allowance lowers what is left of every line and of shipping by its share. Everything is
    taken by conditional updates, so an order is never credited twice; then it is booked, an open invoice asks for
    that much less, and the payment status is derived anew. No money moves: see `book_refund`. The journal is
    `credit:<id of the note>`.

    Raises: ForbiddenTransition for an order that was never placed, InvalidInput, NothingToCredit, CreditTooHigh.
    """
    assert connection.in_atomic_block, "issue_credit_note writes inside the caller's transaction"
    plan = credit_plan(order=order, lines=lines, shipping=shipping, allowance=allowance)
    note = _write_note(order, plan, kind=kind, reason=reason, by=by)
    _book_credit_note(order, note, plan)
    follow_order(order=order, now=by.now)
    refresh_payment_status(order=order, now=by.now)
    return note


def credit_all(*, order: Order, kind: CreditNote.Kind, reason: str, by: By) -> CreditNote | None:
    """Credit everything that is left of a locked order; None where nothing is. Raises: ForbiddenTransition."""
    if order.credited_minor >= order.total_minor:
        return None
    *lines, delivery = credit_parts(order)
    return issue_credit_note(
        order=order,
        kind=kind,
        lines={
            part.line_id: CreditLine(part.units_left, Money(part.remaining_minor, order.currency))
            for part in lines
            if part.remaining_minor
        },
        shipping=Money(delivery.remaining_minor, order.currency),
        allowance=None,
        reason=reason,
        by=by,
    )


def _write_note(order: Order, plan: CreditPlan, *, kind: CreditNote.Kind, reason: str, by: By) -> CreditNote:
    _raise_credited(order, plan, by.now)
    note = CreditNote.objects.create(
        order=order,
        public_id=new_id("crn"),
        kind=kind,
        reason=reason[:200],
        shipping_minor=plan.shipping.amount,
        allowance_minor=plan.allowance_minor,
        shipping_allowance_minor=plan.shipping.allowance,
        tax_minor=plan.tax_minor,
        total_minor=plan.total.amount_minor,
        currency=order.currency,
        actor_label=by.actor.label,
        created_at=by.now,
    )
    CreditNoteLine.objects.bulk_create(
        CreditNoteLine(
            note=note,
            order_line_id=share.part.line_id,
            quantity=share.quantity,
            amount_minor=share.amount,
            allowance_minor=share.allowance,
            tax_minor=share.tax + share.allowance_tax,
        )
        for share in plan.lines
        if share.taken
    )
    return note


def _raise_credited(order: Order, plan: CreditPlan, now: datetime) -> None:
    """Raise the counters of what was credited, each by a condition of its own. Raises: CreditTooHigh."""
    total, shipping = plan.total.amount_minor, plan.shipping.taken
    fits = Order.objects.filter(
        pk=order.pk,
        total_minor__gte=F("credited_minor") + total,
        shipping_minor__gte=F("shipping_credited_minor") + shipping,
    )
    if not fits.update(
        credited_minor=F("credited_minor") + total,
        shipping_credited_minor=F("shipping_credited_minor") + shipping,
        updated_at=now,
    ):
        raise CreditTooHigh
    for share in plan.lines:
        if share.taken:
            line = OrderLine.objects.filter(pk=share.part.line_id, total_minor__gte=F("credited_minor") + share.taken)
            if not line.update(credited_minor=F("credited_minor") + share.taken):
                raise CreditTooHigh
    order.credited_minor += total
    order.shipping_credited_minor += shipping


def _book_credit_note(order: Order, note: CreditNote, plan: CreditPlan) -> None:
    lines, shipping = plan.lines, plan.shipping
    is_write_off = note.kind == CreditNote.Kind.WRITE_OFF
    allowances = sum(share.allowance - share.allowance_tax for share in plan.shares)
    post(
        kind=Journal.Kind.WRITE_OFF if is_write_off else Journal.Kind.CREDIT,
        source=f"credit:{note.public_id}",
        order=order,
        amounts={
            Entry.Account.SALES: sum(share.amount - share.tax for share in lines),
            Entry.Account.SHIPPING: shipping.amount - shipping.tax,
            Entry.Account.WRITE_OFFS if is_write_off else Entry.Account.ALLOWANCES: allowances,
            Entry.Account.TAX: note.tax_minor,
            Entry.Account.RECEIVABLE: -note.total_minor,
        },
        now=note.created_at,
        memo=note.reason,
        actor_label=note.actor_label,
    )
