"""Bank statements: each line is stored once, booked on the payment it names, or left for staff to assign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.channels.queries import get_default_channel
from shop.core.actor import By
from shop.core.errors import DomainError, NotFound
from shop.core.money import Money
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, StatementLine
from shop.payments.providers import manual_codes
from shop.payments.rules import OPEN
from shop.payments.statements import ParsedLine, numbers_in, read_statement

from .mark_paid import mark_paid

_State = StatementLine.State
_DEALT_WITH = _("This line has already been processed.")


@dataclass(frozen=True, slots=True)
class ImportedStatement:
    """What became of a file: lines that are new, of those the booked ones, and what a person must look at."""

    new: int
    known: int
    booked: int
    open: int
    outgoing: int
    problems: tuple[str, ...]


def import_statement(*, data: bytes, by: By) -> ImportedStatement:
    """Read a bank's CSV export and book what came in for orders; the same file twice changes nothing.

    A line is booked by itself when it names an order that waits for exactly this amount by transfer or invoice.
    Everything else waits for `assign_line`. A run that was cut off goes on when the file is imported again.
    Needs the permission payments.mark_paid. Raises: Forbidden, InvalidInput.
    """
    by.require("payments.mark_paid")
    statement = read_statement(data, currency=get_default_channel().currency)
    new = _store_lines(statement.lines, by)
    prints = [line.fingerprint for line in statement.lines]
    waiting = StatementLine.objects.filter(fingerprint__in=prints, state=_State.OPEN).order_by("booked_on", "pk")
    booked = sum(_book_if_clear(line, by) for line in waiting)
    return ImportedStatement(
        new=new,
        known=len(prints) - new,
        booked=booked,
        open=StatementLine.objects.filter(fingerprint__in=prints, state=_State.OPEN).count(),
        outgoing=statement.outgoing,
        problems=statement.problems,
    )


def assign_line(*, line_id: int, payment_id: int, by: By) -> StatementLine:
    """Book a line on a payment that a person chose, with the line's own amount.

    Needs the permission payments.mark_paid. Raises: Forbidden, NotFound, ForbiddenTransition, InvalidInput,
    RecordedElsewhere.
    """
    by.require("payments.mark_paid")
    line = _open_line(line_id)
    if not Payment.objects.filter(pk=payment_id).exists():
        raise NotFound
    _book_line(line, payment_id, by)
    return line


def ignore_line(*, line_id: int, reason: str, by: By) -> StatementLine:
    """Note that a line has nothing to do with orders.

    Needs the permission payments.mark_paid. Raises: Forbidden, NotFound, ForbiddenTransition.
    """
    by.require("payments.mark_paid")
    line = _open_line(line_id)
    _close_line(line, _State.IGNORED, None, reason, by)
    return line


def _store_lines(lines: Iterable[ParsedLine], by: By) -> int:
    rows = [
        StatementLine(
            fingerprint=line.fingerprint,
            booked_on=line.booked_on,
            amount_minor=line.amount.amount_minor,
            currency=line.amount.currency,
            payer=line.payer,
            purpose=line.purpose,
            actor_label=by.actor.label,
            imported_at=by.now,
        )
        for line in lines
    ]
    with transaction.atomic(durable=True):
        known = StatementLine.objects.filter(fingerprint__in=[row.fingerprint for row in rows]).count()
        StatementLine.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows) - known


def _book_if_clear(line: StatementLine, by: By) -> bool:
    """Book a line whose payment is beyond doubt; else say on the line why it is not."""
    if line.payment_id is not None:  # we were killed while booking it
        _book_line(line, line.payment_id, by)
        return True
    meant = numbers_in(line.purpose)
    named = Payment.objects.filter(order__number__in=meant, provider__in=manual_codes()).select_related("order")
    rows = [payment for payment in named if payment.currency == line.currency]
    exact = [row for row in rows if row.amount_minor - row.captured_minor == line.amount_minor]
    if len({row.order_id for row in exact}) == 1 < len(exact):  # chosen again: what was given up does not wait
        exact = [row for row in exact if row.status in OPEN]
    if len(exact) == 1:
        try:
            _book_line(line, exact[0].pk, by)
        except DomainError as error:
            _annotate_line(line, error.message)
            return False
        return True
    _annotate_line(line, "; ".join(_awaits(row) for row in rows) or gettext("No order paid by bank transfer found"))
    return False


def _awaits(payment: Payment) -> str:
    missing = Money(payment.amount_minor - payment.captured_minor, payment.currency)
    return gettext("#%(number)s is awaiting %(missing)s") % {
        "number": payment.order.number,
        "missing": missing.format(payment.order.locale),
    }


def _book_line(line: StatementLine, payment_id: int, by: By) -> None:
    """Book a line once: what it is for is noted first, and its own name makes the booking count once."""
    with transaction.atomic(durable=True):
        free = Q(payment=None) | Q(payment=payment_id)
        if StatementLine.objects.filter(free, pk=line.pk, state=_State.OPEN).update(payment=payment_id) != 1:
            raise ForbiddenTransition(_DEALT_WITH)
    try:
        mark_paid(
            payment_id=payment_id,
            amount=Money(line.amount_minor, line.currency),
            reference=f"statement line {line.pk}",
            booked_on=line.booked_on,
            by=by,
        )
    except DomainError:
        with transaction.atomic(durable=True):
            StatementLine.objects.filter(pk=line.pk, state=_State.OPEN).update(payment=None)
        raise
    _close_line(line, _State.BOOKED, payment_id, "", by)


def _open_line(line_id: int) -> StatementLine:
    line = StatementLine.objects.filter(pk=line_id).first()
    if line is None:
        raise NotFound
    if line.state != _State.OPEN:
        raise ForbiddenTransition(_DEALT_WITH)
    return line


def _close_line(line: StatementLine, state: StatementLine.State, payment_id: int | None, note: str, by: By) -> None:
    line.state, line.payment_id, line.note, line.actor_label = state, payment_id, note[:300], by.actor.label
    with transaction.atomic(durable=True):
        values = {"state": state, "payment_id": payment_id, "note": line.note, "actor_label": by.actor.label}
        free = Q(payment=None) | Q(payment=payment_id)  # not while it is being booked
        if StatementLine.objects.filter(free, pk=line.pk, state=_State.OPEN).update(**values) != 1:
            raise ForbiddenTransition(_DEALT_WITH)


def _annotate_line(line: StatementLine, text: str) -> None:
    with transaction.atomic(durable=True):
        StatementLine.objects.filter(pk=line.pk, state=_State.OPEN).update(note=text[:300])
