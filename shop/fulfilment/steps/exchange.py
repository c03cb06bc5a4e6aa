"""The other half of an exchange: an order that brings what the buyer wants instead (docs/returns.md).

The sale stays where it was paid. The new order costs what its goods are dearer than those that come back: nothing, as a
rule. What they are cheaper is credited when the goods are back. So no money goes in a circle.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext, gettext_lazy

from shop.accounts.models import PostalAddress
from shop.cart.queries import WantedLine, quote_lines
from shop.cart.rules import QuotedLine
from shop.channels.models import Channel
from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput
from shop.core.ids import new_id
from shop.core.money import Money
from shop.fulfilment.models import Return, ReturnLine
from shop.fulfilment.queries import worth_by_line
from shop.ledger.steps import post_all, sale_of
from shop.orders.emails import queue_order_mail
from shop.orders.models import Order, OrderAddress, OrderChange, OrderLine
from shop.orders.queries import stock_needs, waiting_change
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event, allocate_units, cancel_open_units, change_status, reserve_units
from shop.payments.models import CreditNote
from shop.payments.steps import credit_all, give_up, lock_open_and_paid, refresh_payment_status, refund_excess

from .changes import revert_change
from .parcels import unpack_all

DIFFERENCE_TIME = timedelta(days=14)  # how long the buyer has to pay what is dearer
_WAITING = (Return.Status.APPROVED, Return.Status.IN_TRANSIT, Return.Status.RECEIVED)
_ADDRESS = [field.name for field in PostalAddress._meta.fields]


class DifferenceUnpaid(DomainError):
    """What the goods of an exchange are dearer has not been paid yet."""

    code = "difference_unpaid"
    title = gettext_lazy("Difference unpaid")
    kind = "conflict"
    default_message = gettext_lazy(
        "The price difference has not been paid yet. Wait for it, or refund the return instead."
    )


def write_replacement(*, return_: Return, order: Order, at_once: bool, by: By) -> Order:
    """Write the order of an exchange and set its goods aside: on hold until the others are inspected, or `at_once`.

    Where something is due it waits for the payment, 14 days. Locks the stock levels by key.
    Raises: InvalidInput where something is not sold any more or taxed differently, OutOfStock.
    """
    assert connection.in_atomic_block, "write_replacement writes inside the caller's transaction"
    rows = list(return_.lines.select_related("order_line").order_by("pk"))
    _check_first(return_, rows)
    quoted = _quote(return_, order, rows, by.now)
    worths = worth_by_line(units={row.order_line_id: row.quantity for row in rows})
    for row in rows:
        _set_difference(row, quoted[row.pk], sum(worth.amount_minor for worth in worths[row.order_line_id]))
    lines = [
        OrderLine(position=position, **replace(quoted[row.pk], unit=Money(row.dearer_minor, order.currency)).snapshot)
        for position, row in enumerate(rows, start=1)
    ]
    new = _write_head(order, lines, at_once=at_once, now=by.now)
    for line in lines:
        line.order = new
    OrderLine.objects.bulk_create(lines)
    for row, line in zip(rows, lines, strict=True):
        ReturnLine.objects.filter(pk=row.pk).update(replacement=line, cheaper_minor=row.cheaper_minor)
    _copy_address(order, new)
    message = gettext("Exchange for items of order %(order)s (%(return)s)") % {"order": order, "return": return_}
    add_event(order=new, kind="order.created", message=message, by=by)
    if new.placed_at is not None:
        post_all(order=new, postings=[sale_of(new)], now=by.now, actor_label=by.actor.label)
        refresh_payment_status(order=new, now=by.now)
        queue_order_mail(order=new, template="placed", key="placed", now=by.now)
        allocate_units(needs=stock_needs(units=[(line, line.quantity) for line in lines]), by=by)
    else:
        needs = stock_needs(units=[(line, line.quantity) for line in lines])
        reserve_units(needs=needs, expires_at=new.payment_deadline, by=by)
    return new


def release_replacement(*, return_: Return, new: Order, by: By) -> None:
    """Let the locked new order of an inspected exchange go on its way.

    Raises: DifferenceUnpaid; ForbiddenTransition where the new order lapsed or was cancelled.
    """
    assert connection.in_atomic_block, "release_replacement writes inside the caller's transaction"
    if new.status == Order.Status.PENDING:
        raise DifferenceUnpaid
    if new.status not in (Order.Status.PLACED, Order.Status.ON_HOLD, Order.Status.CLOSED):
        raise ForbiddenTransition(
            gettext("The order with the new items has been cancelled. Refund the return instead.")
        )
    if new.status == Order.Status.ON_HOLD:
        change_status(order=new, target=Order.Status.PLACED, now=by.now)
        add_event(
            order=new,
            kind="order.released",
            message=gettext("Items returned (%(return)s)") % {"return": return_},
            by=by,
        )


def drop_replacement(*, return_: Return, new: Order, by: By) -> None:
    """Cancel the locked order of an exchange that does not take place; what was paid for it goes back.

    Parcels that have not left are unpacked, and a change that waits to be paid is taken back. Locks its payments, then
    stock. Raises: ForbiddenTransition once something of it was sent.
    """
    assert connection.in_atomic_block, "drop_replacement writes inside the caller's transaction"
    if new.status in (Order.Status.CANCELLED, Order.Status.EXPIRED):
        return
    if new.lines.filter(quantity_fulfilled__gt=0).exists():
        raise ForbiddenTransition(gettext("The new items have already been shipped."))
    change_status(order=new, target=Order.Status.CANCELLED, now=by.now)
    open_payments, _ = lock_open_and_paid(order=new)
    give_up(payments=open_payments, now=by.now)
    unpack_all(order=new)
    if (change := waiting_change(new)) is not None:
        withdrawn = OrderChange.Status.WITHDRAWN
        revert_change(order=new, change=change, status=withdrawn, by=by, tells=False)
    reason = gettext("Exchange cancelled (%(return)s)") % {"return": return_}
    if new.placed_at is not None:
        note = credit_all(order=new, kind=CreditNote.Kind.CANCEL, reason=reason, by=by)
        refund_excess(order=new, reason=reason, now=by.now, note=note)
    add_event(order=new, kind="order.cancelled", message=reason, by=by)
    cancel_open_units(order=new, by=by)


def _check_first(return_: Return, rows: list[ReturnLine]) -> None:
    """Refuse to exchange goods of an exchange whose first half is not back: nobody knows what they cost then."""
    first = ReturnLine.objects.filter(replacement__in=[row.order_line_id for row in rows]).select_related("owner")
    if waiting := [line.owner for line in first if line.owner.status in _WAITING]:
        raise InvalidInput(
            gettext(
                "The items of %(waiting)s have not been returned yet. "
                "Receive them first, or approve %(return)s as a refund."
            )
            % {"waiting": waiting[0], "return": return_}
        )


def _quote(return_: Return, order: Order, rows: list[ReturnLine], now: datetime) -> dict[int, QuotedLine]:
    """Return what is wanted at present prices, by return line. Raises: InvalidInput."""
    wanted = [WantedLine(row.wanted_id, row.quantity, row.pk) for row in rows if row.wanted_id]
    address = order.addresses.filter(kind=OrderAddress.Kind.SHIPPING).first()
    quote = quote_lines(
        wanted=wanted,
        channel=Channel.objects.get(pk=order.channel_id),
        country=address.country if address else "",
        shipping_code="",
        now=now,
    )
    found = {line.line_id: line for line in quote.lines}
    if quote.currency != order.currency or any(row.pk not in found for row in rows):
        raise InvalidInput(
            gettext("An item requested in %(return)s is no longer available. Approve it as a refund.")
            % {"return": return_}
        )
    if any(found[row.pk].tax_rate != row.order_line.tax_rate for row in rows):
        raise InvalidInput(
            gettext("The items have different tax rates, so they cannot be exchanged. Approve the return as a refund.")
        )
    return found


def _set_difference(row: ReturnLine, quoted: QuotedLine, paid_minor: int) -> None:
    """Set what the new goods are dearer or cheaper by; a part of a cent is left to the buyer."""
    more = quoted.total.amount_minor - paid_minor
    row.dearer_minor = max(0, more) // row.quantity
    row.cheaper_minor = max(0, -more)


def _write_head(order: Order, lines: list[OrderLine], *, at_once: bool, now: datetime) -> Order:
    total, tax = sum(line.total_minor for line in lines), sum(line.tax_minor for line in lines)
    status = Order.Status.PENDING if total else Order.Status.PLACED if at_once else Order.Status.ON_HOLD
    return Order.objects.create(
        public_id=new_id("ord"),
        channel_id=order.channel_id,
        user_id=order.user_id,
        email=order.email,
        locale=order.locale,
        currency=order.currency,
        status=status,
        subtotal_minor=total,
        shipping_minor=0,
        tax_minor=tax,
        total_minor=total,
        shipping_code=order.shipping_code,
        shipping_name=order.shipping_name,
        shipping_tax_rate=order.shipping_tax_rate,
        shipping_tax_minor=0,
        payment_deadline=now + DIFFERENCE_TIME,
        pays_by_link=bool(total),
        created_at=now,
        placed_at=None if total else now,
        updated_at=now,
    )


def _copy_address(order: Order, new: Order) -> None:
    OrderAddress.objects.bulk_create(
        OrderAddress(order=new, kind=address.kind, **{name: getattr(address, name) for name in _ADDRESS})
        for address in order.addresses.all()
    )
