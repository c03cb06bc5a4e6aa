"""What a withdrawal does to its order, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.actor import SYSTEM, By
from shop.core.errors import InvalidInput
from shop.core.formats import format_date
from shop.core.money import Money
from shop.fulfilment.models import Return, Withdrawal, WithdrawalLine
from shop.fulfilment.queries import is_wholly_withdrawn, shipping_to_refund, withdrawal_period
from shop.orders.models import Order, OrderChange, OrderLine
from shop.orders.queries import waiting_change
from shop.orders.steps import LinePieces, add_event, change_status, refresh_fulfilment_status, release_units
from shop.payments.models import CreditNote
from shop.payments.steps import close_when_done, refund_excess

from .changes import revert_change
from .goods_credit import credit_goods
from .parcels import unpack_all
from .progress import lock_payments_of, move_return, move_withdrawal
from .returned_units import claim_units, unclaim_units

_Status = Withdrawal.Status
_PAID_BACK = _("Nothing is refunded for this, so nothing can be deducted.")


def statement_of(order: Order, units: Mapping[int, int]) -> str:
    """Return the declaration in words, as the model form of the directive has it (Annex I, B)."""
    lines = OrderLine.objects.filter(pk__in=units)
    goods = [f"{units[line.pk]} × {line.name} ({line.options_text or line.sku})" for line in lines]
    day = format_date(order.channel.day_of(order.created_at), order.locale)
    text = gettext("I hereby withdraw from my contract for the purchase of the following goods:")
    return "\n".join([text, *goods, gettext("Order %(order)s of %(day)s.") % {"order": order, "day": day}])


def give_way(*, order: Order, by: By) -> None:
    """End the returns of a locked order that were not sent yet: a right of the law comes before what a shop offers."""
    assert connection.in_atomic_block, "give_way writes inside the caller's transaction"
    waiting = Return.objects.filter(order=order, replacement=None)
    for return_ in waiting.filter(status__in=[Return.Status.REQUESTED, Return.Status.APPROVED]):
        move_return(
            order=order,
            return_=return_,
            target=Return.Status.CANCELLED,
            message=gettext("Return replaced by the withdrawal"),
            by=by,
        )
        unclaim_units(units=dict(return_.lines.values_list("order_line_id", "quantity")))


def attach(
    *,
    orders: Mapping[int, Order],
    order: Order,
    withdrawal: Withdrawal,
    units: Mapping[int, int],
    by: By,
) -> None:
    """Let a declaration take effect on its locked order: units ({order line id: units}; none: staff will say which).

    What was sent is counted as coming back. What was not sent is
    cancelled and paid back, where the declaration is proven and the goods are not exempt; otherwise the order is put
    on hold, so that nothing is sent before staff have looked.
    Locks payments, then stock. Raises: NotReturnable.
    """
    assert connection.in_atomic_block, "attach writes inside the caller's transaction"
    lock_payments_of(orders)
    period = withdrawal_period(order, now=withdrawal.declared_at)  # it may be known whose it is only later
    Withdrawal.objects.filter(pk=withdrawal.pk).update(
        order=order, period_ended_on=None if period.is_open else period.ends_on
    )
    withdrawal.refresh_from_db()
    _add_declared_event(order, withdrawal, by)
    rows = [
        _split_withdrawn(withdrawal, line, units[line.pk])
        for line in OrderLine.objects.filter(pk__in=units).order_by("pk")
    ]
    WithdrawalLine.objects.bulk_create(rows)
    freed: list[LinePieces] = []
    if withdrawal.is_proven:
        plain = [row for row in rows if not row.order_line.withdrawal_exempt]
        freed = cancel_unsent(order=order, rows=plain, by=by)
    if any(row.undecided for row in rows) or not rows:
        _put_on_hold(order, withdrawal, by.now)
    if any(row.uncredited and row.quantity_cancelled for row in rows):
        credit_rows(
            orders=orders, order=order, withdrawal=withdrawal, rows=rows,
            only_cancelled=True, shipping=None, by=by,
        )  # fmt: skip
    if rows and not any(row.undecided or row.awaited for row in rows):
        finish(order=order, withdrawal=withdrawal, rows=rows, by=by)
    release_units(units=freed, by=by)


def cancel_unsent(*, order: Order, rows: list[WithdrawalLine], by: By) -> list[LinePieces]:
    """Cancel units of a locked order that the buyer withdrew from and that were not sent.

    A change that waits to be paid is taken back and parcels that wait to be sent are unpacked first, since both hold
    units. Units that were sent since are counted as coming back; those that staff cancelled since are settled already.
    Returns the cancelled pieces, whose stock the caller gives back last of all (`release_units`). The caller has locked
    the payments; where there is a change, this locks the order's stock levels by key.
    """
    assert connection.in_atomic_block, "cancel_unsent writes inside the caller's transaction"
    wanted = [row for row in rows if row.undecided]
    if not wanted:
        return []
    if (change := waiting_change(order)) is not None:
        withdrawn = OrderChange.Status.WITHDRAWN
        revert_change(order=order, change=change, status=withdrawn, by=by, tells=False)
    unpack_all(order=order)
    freed: list[LinePieces] = []
    for row in wanted:
        line = OrderLine.objects.get(pk=row.order_line_id)
        count = min(row.undecided, line.free_quantity)
        if count:
            OrderLine.objects.filter(pk=line.pk).update(quantity_cancelled=F("quantity_cancelled") + count)
            freed.append((line, count))
        if sent := min(row.undecided - count, line.returnable_quantity):
            claim_units(units={line.pk: sent})
            row.quantity_claimed += sent
        row.quantity_cancelled += row.undecided
        WithdrawalLine.objects.filter(pk=row.pk).update(
            quantity_cancelled=row.quantity_cancelled, quantity_claimed=row.quantity_claimed
        )
    refresh_fulfilment_status(order=order, now=by.now)
    return freed


def credit_rows(
    *,
    orders: Mapping[int, Order],
    order: Order,
    withdrawal: Withdrawal,
    rows: list[WithdrawalLine],
    only_cancelled: bool,
    shipping: Money | None,
    by: By,
) -> None:
    """Credit what was withdrawn and not credited yet, and book the money back.

    Delivery is given back once, when nothing of the order is left with the buyer; `shipping` says how much, None what
    the directive asks for.
    """
    assert connection.in_atomic_block, "credit_rows writes inside the caller's transaction"
    units = {row: row.quantity_cancelled - row.quantity_credited if only_cancelled else row.uncredited for row in rows}
    units = {row: count for row, count in units.items() if count > 0}
    lost = {row.order_line_id: row.deduction_minor for row in rows if row.deduction_minor}
    if problems := {f"deduction_{pk}": _PAID_BACK for pk in lost.keys() - {row.order_line_id for row in units}}:
        raise InvalidInput(fields=problems)  # the mail says of each amount that it was kept
    whole = Money(0, order.currency)
    if is_wholly_withdrawn(order) and not (only_cancelled and any(row.awaited for row in rows)):
        whole = shipping_to_refund(order, now=by.now)
    settled = credit_goods(
        orders=orders,
        order=order,
        kind=CreditNote.Kind.WITHDRAWAL,
        units={row.order_line_id: count for row, count in units.items()},
        lost=lost,
        shipping=whole if shipping is None else shipping,
        reason=gettext("Withdrawal %(withdrawal)s") % {"withdrawal": withdrawal},
        by=by,
    )
    for row, count in units.items():
        row.quantity_credited += count
        WithdrawalLine.objects.filter(pk=row.pk).update(quantity_credited=row.quantity_credited)
    withdrawal.notes.add(*settled.notes)
    withdrawal.refund_minor += settled.total_minor
    Withdrawal.objects.filter(pk=withdrawal.pk).update(refund_minor=withdrawal.refund_minor)


def finish(*, order: Order, withdrawal: Withdrawal, rows: list[WithdrawalLine], by: By) -> None:
    """Move a withdrawal on once nothing is left to credit, and its order where nothing is left to send.

    Where every line is exempt there was nothing to pay back: it is closed. What was paid too much for an
    order that ends goes back; its payments are locked.
    """
    assert connection.in_atomic_block, "finish writes inside the caller's transaction"
    is_exempt = all(row.exemption for row in rows)
    amount = Money(withdrawal.refund_minor, order.currency).format(order.locale)
    move_withdrawal(
        order=order,
        withdrawal=withdrawal,
        target=_Status.CLOSED if is_exempt else _Status.REFUNDED,
        message=gettext("Closed: no right of withdrawal")
        if is_exempt
        else (gettext("%(amount)s credited") % {"amount": amount}),
        by=by,
    )
    end_hold(order=order, withdrawal=withdrawal, now=by.now)
    lines = OrderLine.objects.filter(order=order)
    is_open = order.status in (
        Order.Status.PLACED,
        Order.Status.ON_HOLD,
    )  # for whatever reason: nothing is left to hold
    if is_open and not lines.filter(quantity__gt=F("quantity_cancelled")).exists():
        change_status(order=order, target=Order.Status.CANCELLED, now=by.now)
        why = gettext("Cancelled: withdrawn from (%(withdrawal)s)") % {"withdrawal": withdrawal}
        add_event(order=order, kind="order.cancelled", message=why, by=by)
        refund_excess(order=order, reason=gettext("Withdrawal %(withdrawal)s") % {"withdrawal": withdrawal}, now=by.now)
    close_when_done(order=order, now=by.now)


def end_hold(*, order: Order, withdrawal: Withdrawal, now: datetime) -> None:
    """Let a locked order go on that this withdrawal has put on hold."""
    assert connection.in_atomic_block, "end_hold writes inside the caller's transaction"
    if order.status != Order.Status.ON_HOLD:
        return
    last = order.events.filter(kind="order.held").last()
    if last is not None and last.data.get("id") == withdrawal.public_id:
        change_status(order=order, target=Order.Status.PLACED, now=now)
        add_event(
            order=order,
            kind="order.released",
            message=gettext("Withdrawal reviewed (%(withdrawal)s)") % {"withdrawal": withdrawal},
            by=By(SYSTEM, now),
        )


def _add_declared_event(order: Order, withdrawal: Withdrawal, by: By) -> None:
    data = {"id": withdrawal.public_id}
    message = gettext("Withdrawal declared by %(name)s (%(withdrawal)s)")
    if not withdrawal.is_proven:
        message = gettext("Withdrawal declared by %(name)s, not logged in (%(withdrawal)s)")
    said = message % {"name": withdrawal.name, "withdrawal": withdrawal}
    add_event(order=order, kind="withdrawal.declared", message=said, by=by, data=data)
    if withdrawal.status == _Status.DECLARED:
        move_withdrawal(
            order=order,
            withdrawal=withdrawal,
            target=_Status.ACKNOWLEDGED,
            message=gettext("Receipt emailed"),
            by=By(SYSTEM, by.now),
        )


def _split_withdrawn(withdrawal: Withdrawal, line: OrderLine, count: int) -> WithdrawalLine:
    """Divide withdrawn units into those that come back and those that were not sent, which go first.

    Raises: NotReturnable.
    """
    unsent = min(count, line.open_quantity)
    sent = count - unsent
    if sent:
        claim_units(units={line.pk: sent})
    return WithdrawalLine(owner=withdrawal, order_line=line, quantity=count, quantity_claimed=sent)


def _put_on_hold(order: Order, withdrawal: Withdrawal, now: datetime) -> None:
    if order.status == Order.Status.PLACED and any(line.open_quantity for line in order.lines.all()):
        change_status(order=order, target=Order.Status.ON_HOLD, now=now)
        add_event(
            order=order,
            kind="order.held",
            message=gettext("On hold: withdrawal declared (%(withdrawal)s)") % {"withdrawal": withdrawal},
            by=By(SYSTEM, now),
            data={"id": withdrawal.public_id},
        )
