"""Refunds: booked here first, so that they never exceed what came in; the provider is asked after the commit."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.actor import SYSTEM, By
from shop.core.errors import DomainError
from shop.core.ids import new_id
from shop.core.money import Money
from shop.ledger.models import Entry, Journal
from shop.ledger.steps import post
from shop.orders.models import Order
from shop.orders.steps import add_event
from shop.payments.locks import lock_payments
from shop.payments.models import CreditNote, Payment, PaymentTransaction, Refund
from shop.payments.providers.base import RefundResult
from shop.payments.queries import standing
from shop.payments.rules import OPEN, REFUND_TRANSITIONS, sources_of

from .sums import money_account, refresh_payment_status


class RefundTooHigh(DomainError):
    """More would go back than came in."""

    code = "refund_too_high"
    title = _("Refund too high")
    kind = "conflict"
    default_message = _("This is more than can still be refunded.")


def book_refund(
    *,
    order: Order,
    amount: Money,
    reason: str,
    now: datetime,
    note: CreditNote | None = None,
    payment: Payment | None = None,
) -> list[Refund]:
    """Book a refund on the captured payments of a locked order, oldest first, or on one `payment` alone.

    Each part is taken by a conditional update, so refunds never exceed what was captured. The caller carries each out
    after the commit (`payments.operations.carry_out_refund`); if that is lost, a periodic job does.
    Raises: RefundTooHigh.
    """
    assert connection.in_atomic_block, "book_refund writes inside the caller's transaction"
    missing = amount.amount_minor
    payments = lock_payments(order_id=order.pk)
    refunds = []
    for row in payments:
        part = min(missing, row.refundable.amount_minor)
        if part <= 0 or row.currency != amount.currency or (payment is not None and row.pk != payment.pk):
            continue
        _raise_refunded(row, part, now)
        refund = Refund(
            payment=row,
            note=note,
            public_id=new_id("ref"),
            amount_minor=part,
            currency=amount.currency,
            reason=reason[:200],
            created_at=now,
            updated_at=now,
        )
        refunds.append(refund)
        missing -= part
    if missing or not refunds:
        raise RefundTooHigh
    Refund.objects.bulk_create(refunds)
    refresh_payment_status(order=order, now=now, payments=payments)
    return refunds


def refund_excess(*, order: Order, reason: str, now: datetime, note: CreditNote | None = None) -> list[Refund]:
    """Book what a locked order's buyer paid above what they owe as a refund; nothing where they did not."""
    excess = standing(order).goes_back()
    return book_refund(order=order, amount=excess, reason=reason, now=now, note=note) if excess else []


def lock_open_and_paid(*, order: Order) -> tuple[list[Payment], Money]:
    """Lock a locked order's payments; returns those not decided yet, and what can still be refunded of the others."""
    assert connection.in_atomic_block, "lock_open_and_paid locks inside the caller's transaction"
    payments = lock_payments(order_id=order.pk)
    refundable = sum(payment.refundable.amount_minor for payment in payments)
    return [payment for payment in payments if payment.status in OPEN], Money(refundable, order.currency)


def record_refund_result(*, order: Order, refund: Refund, result: RefundResult, now: datetime) -> bool:
    """Note what the provider says about a refund of a locked order; answers whether it changed anything.

    Money that went back is booked when it has, and booked back when a bank returns it. An answer that the table of
    states does not allow is old news.
    """
    assert connection.in_atomic_block, "record_refund_result writes inside the caller's transaction"
    allowed = Refund.objects.filter(pk=refund.pk, status__in=sources_of(REFUND_TRANSITIONS, result.status))
    before = allowed.values_list("status", flat=True).first()
    values = {"status": result.status, "failure": result.failure[:300], "updated_at": now}
    if result.reference:
        values["provider_ref"] = result.reference
    if before is None or allowed.update(**values) != 1:
        return False
    refund.refresh_from_db()
    amount = Money(refund.amount_minor, refund.currency).format(order.locale)
    if result.status == "succeeded":
        _book_paid(order, refund, now)
        message = gettext("%(amount)s refunded") % {"amount": amount}
    elif result.status == "failed":
        if before == Refund.Status.SUCCEEDED:
            _book_returned(order, refund, now)
        message = gettext("Refund of %(amount)s failed: %(failure)s") % {"amount": amount, "failure": result.failure}
    else:
        message = gettext("Refund of %(amount)s is on its way") % {"amount": amount}
    add_event(order=order, kind=f"refund.{result.status}", message=message, by=By(SYSTEM, now))
    return True


def send_again(*, order: Order, refund: Refund, by: By) -> None:
    """Let a failed refund of a locked order go out once more, as another one for the provider; others stay as they are.

    The caller carries it out after the commit, or a periodic job does.
    """
    assert connection.in_atomic_block, "send_again writes inside the caller's transaction"
    failed = Refund.objects.filter(pk=refund.pk, status=Refund.Status.FAILED)
    values = {"status": Refund.Status.REQUESTED, "provider_ref": "", "failure": "", "updated_at": by.now}
    if failed.update(tries=F("tries") + 1, **values):
        refund.refresh_from_db()
        amount = Money(refund.amount_minor, refund.currency).format(order.locale)
        add_event(
            order=order,
            kind="refund.requested",
            message=gettext("Refund of %(amount)s sent again") % {"amount": amount},
            by=by,
        )


def _book_paid(order: Order, refund: Refund, now: datetime) -> None:
    # A refund that a bank returned goes out once more under another number.
    before = _times_paid_back(refund)
    source = f"refund:{refund.public_id}" + (f":{before + 1}" if before else "")
    _write_transaction(refund, PaymentTransaction.Kind.REFUND, source, now)
    _post(order, refund, source, refund.amount_minor, now)


def _book_returned(order: Order, refund: Refund, now: datetime) -> None:
    source = f"refund_failed:{refund.public_id}:{_times_paid_back(refund)}"
    _write_transaction(refund, PaymentTransaction.Kind.REFUND_FAILED, source, now)
    _post(order, refund, source, -refund.amount_minor, now)


def _times_paid_back(refund: Refund) -> int:
    """How often it was booked as paid back."""
    sources = PaymentTransaction.objects.filter(payment_id=refund.payment_id, kind=PaymentTransaction.Kind.REFUND)
    return sources.filter(source__startswith=f"refund:{refund.public_id}").count()


def _write_transaction(refund: Refund, kind: PaymentTransaction.Kind, source: str, now: datetime) -> None:
    PaymentTransaction.objects.create(
        payment_id=refund.payment_id,
        kind=kind,
        source=source,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        provider_ref=refund.provider_ref,
        created_at=now,
    )


def _post(order: Order, refund: Refund, source: str, amount: int, now: datetime) -> None:
    amounts = {Entry.Account.RECEIVABLE: amount, money_account(refund.payment): -amount}
    post(kind=Journal.Kind.REFUND, source=source, order=order, amounts=amounts, now=now, memo=refund.reason)


def _raise_refunded(payment: Payment, part: int, now: datetime) -> None:
    fits = Payment.objects.filter(pk=payment.pk, captured_minor__gte=F("refunded_minor") + F("disputed_minor") + part)
    if fits.update(refunded_minor=F("refunded_minor") + part, updated_at=now) != 1:
        raise RefundTooHigh
    payment.refunded_minor += part
