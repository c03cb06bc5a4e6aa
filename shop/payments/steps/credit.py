"""Credit notes: what a buyer no longer owes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Sum

from shop.core.actor import Actor
from shop.core.errors import DomainError, InvalidInput
from shop.core.ids import new_id
from shop.core.money import Money
from shop.ledger.models import Entry, Journal
from shop.ledger.steps import post
from shop.orders.models import Order, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, CreditNoteLine
from shop.payments.rules import Part, share_of_units, spread_allowance, tax_of_share

from .invoices import follow_order
from .sums import refresh_payment_status


class CreditTooHigh(DomainError):
    """More would be credited than is left of a line, of shipping or of the order."""

    code = "credit_too_high"
    kind = "conflict"
    default_message = "This is more than is left of what was sold."


class NothingToCredit(DomainError):
    """The amounts are zero."""

    code = "nothing_to_credit"
    default_message = "Enter an amount above zero."


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Units of a line to be credited, and for how much.

    Without an amount they are worth their share of what is left of the line, the last unit takes the remainder. With
    quantity 0 the amount is a reduction of the line's price.
    """

    quantity: int
    amount: Money | None = None


@dataclass(slots=True)
class _Share:
    """What a note takes of one part of the order."""

    line: OrderLine | None  # None: shipping
    part: Part
    quantity: int = 0
    amount: int = 0
    allowance: int = 0

    @property
    def taken(self) -> int:
        return self.amount + self.allowance

    @property
    def tax(self) -> int:
        """The tax of the amount itself."""
        return tax_of_share(self.part, self.amount)

    @property
    def allowance_tax(self) -> int:
        return tax_of_share(self.part, self.allowance, after_minor=self.amount)


def issue_credit_note(
    *,
    order: Order,
    kind: CreditNote.Kind,
    lines: Mapping[int, CreditLine],
    shipping: Money | None,
    allowance: Money | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> CreditNote:
    """Credit any mix of lines ({order line id: CreditLine}), shipping and an allowance of a locked order.

    Amounts contain tax. The allowance lowers what is left of every line and of shipping by its share. Everything is
    taken by conditional updates, so an order is never credited twice; then it is booked, an open invoice asks for
    that much less, and the payment status is derived anew. No money moves: see `book_refund`. The journal is
    `credit:<id of the note>`.

    Raises: ForbiddenTransition for an order that was never placed, InvalidInput, NothingToCredit, CreditTooHigh.
    """
    assert connection.in_atomic_block, "issue_credit_note writes inside the caller's transaction"
    if order.placed_at is None:
        raise ForbiddenTransition("An order that was never placed owes nothing.")
    shares = _shares(order, lines)
    for share in shares:
        if share.line is None:
            share.amount = _minor(shipping, order)
        elif share.line.pk in lines:
            _credit_units(share, lines[share.line.pk], order)
    if any(share.taken > share.part.remaining_minor for share in shares):
        raise CreditTooHigh
    _add_allowance(shares, _minor(allowance, order))
    note = _write_note(order, shares, kind=kind, reason=reason, actor=actor, now=now)
    _book(order, note, shares)
    follow_order(order=order, now=now)
    refresh_payment_status(order=order, now=now)
    return note


def credit_all(*, order: Order, kind: CreditNote.Kind, reason: str, actor: Actor, now: datetime) -> CreditNote | None:
    """Credit everything that is left of a locked order; None where nothing is. Raises: ForbiddenTransition."""
    if order.credited_minor >= order.total_minor:
        return None
    rows = OrderLine.objects.filter(order=order).annotate(units=Sum("credits__quantity"))
    return issue_credit_note(
        order=order,
        kind=kind,
        lines={
            line.pk: CreditLine(line.quantity - (line.units or 0), Money(left, order.currency))
            for line in rows
            if (left := line.total_minor - line.credited_minor)
        },
        shipping=Money(order.shipping_minor - order.shipping_credited_minor, order.currency),
        allowance=None,
        reason=reason,
        actor=actor,
        now=now,
    )


def _shares(order: Order, lines: Mapping[int, CreditLine]) -> list[_Share]:
    """Return all lines by position, then shipping, with what was credited of each before."""
    units: dict[int, int] = {}
    if lines:
        credited = CreditNoteLine.objects.filter(order_line__order=order).values_list("order_line_id")
        units = dict(credited.annotate(units=Sum("quantity")).order_by())
    shares = [
        _Share(
            line,
            Part(line.total_minor, line.tax_minor, line.credited_minor, line.quantity, units.get(line.pk, 0)),
        )
        for line in OrderLine.objects.filter(order=order)
    ]
    if unknown := set(lines) - {share.line.pk for share in shares if share.line}:
        raise InvalidInput(fields={f"lines.{pk}": "This order has no such line." for pk in unknown})
    shipping = Part(order.shipping_minor, order.shipping_tax_minor, order.shipping_credited_minor)
    return [*shares, _Share(None, shipping)]


def _credit_units(share: _Share, wanted: CreditLine, order: Order) -> None:
    part = share.part
    if wanted.quantity < 0 or (wanted.quantity == 0 and wanted.amount is None):
        raise InvalidInput(fields={"quantity": "Enter a number above zero."})
    if wanted.quantity > part.quantity - part.quantity_credited:
        raise CreditTooHigh("More units are named than have not been credited yet.")
    share.quantity = wanted.quantity
    share.amount = share_of_units(part, wanted.quantity) if wanted.amount is None else _minor(wanted.amount, order)


def _minor(amount: Money | None, order: Order) -> int:
    if amount is None:
        return 0
    if amount.currency != order.currency or amount.amount_minor < 0:
        raise InvalidInput(fields={"amount": f"Enter an amount in {order.currency}, not below zero."})
    return amount.amount_minor


def _add_allowance(shares: Sequence[_Share], allowance: int) -> None:
    if allowance == 0:
        return
    try:
        parts = spread_allowance([share.part.remaining_minor - share.amount for share in shares], allowance)
    except ValueError as error:
        raise CreditTooHigh from error
    for share, part in zip(shares, parts, strict=True):
        share.allowance = part


def _write_note(
    order: Order, shares: Sequence[_Share], *, kind: CreditNote.Kind, reason: str, actor: Actor, now: datetime
) -> CreditNote:
    total = sum(share.taken for share in shares)
    if total == 0:
        raise NothingToCredit
    shipping = shares[-1]
    _take(order, shares, total, now)
    note = CreditNote.objects.create(
        order=order,
        public_id=new_id("crn"),
        kind=kind,
        reason=reason[:200],
        shipping_minor=shipping.amount,
        allowance_minor=sum(share.allowance for share in shares),
        shipping_allowance_minor=shipping.allowance,
        tax_minor=sum(share.tax + share.allowance_tax for share in shares),
        total_minor=total,
        currency=order.currency,
        actor_label=actor.label,
        created_at=now,
    )
    CreditNoteLine.objects.bulk_create(
        CreditNoteLine(
            note=note,
            order_line=share.line,
            quantity=share.quantity,
            amount_minor=share.amount,
            allowance_minor=share.allowance,
            tax_minor=share.tax + share.allowance_tax,
        )
        for share in shares
        if share.line and share.taken
    )
    return note


def _take(order: Order, shares: Sequence[_Share], total: int, now: datetime) -> None:
    """Raise the counters of what was credited, each by a condition of its own. Raises: CreditTooHigh."""
    shipping = shares[-1].taken
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
    for share in shares:
        if share.line and share.taken:
            line = OrderLine.objects.filter(pk=share.line.pk, total_minor__gte=F("credited_minor") + share.taken)
            if not line.update(credited_minor=F("credited_minor") + share.taken):
                raise CreditTooHigh
    order.credited_minor += total
    order.shipping_credited_minor += shipping


def _book(order: Order, note: CreditNote, shares: Sequence[_Share]) -> None:
    lines, shipping = shares[:-1], shares[-1]
    is_write_off = note.kind == CreditNote.Kind.WRITE_OFF
    allowances = sum(share.allowance - share.allowance_tax for share in shares)
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
