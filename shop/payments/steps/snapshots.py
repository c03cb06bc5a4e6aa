"""Noting what a provider says: a snapshot is compared with our rows, and the differences are booked.

So news may come late, twice or in any order. What cannot be trusted books nothing and is flagged for staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from shop.core.errors import Busy
from shop.core.money import Money
from shop.ledger.models import Entry, Journal
from shop.ledger.steps import Posting
from shop.orders.models import Order
from shop.payments.locks import lock_payments
from shop.payments.models import Payment, PaymentTransaction
from shop.payments.providers.base import PaymentResult
from shop.payments.rules import OPEN, PAYMENT_TRANSITIONS, standing_of

from .disputes import record_dispute
from .seen_refunds import record_seen_refunds
from .snapshot_changes import SnapshotChanges
from .sums import is_manual, money_account

_Kind = PaymentTransaction.Kind
_Account = Entry.Account


def record_snapshot(
    *, order: Order, payment_id: int, result: PaymentResult, now: datetime, source: str = ""
) -> SnapshotChanges:
    """Bring a payment of a locked order to what its provider says, and book what changed.

    Any number of calls with the same or older news have the effect of one. `Noted.postings` and `events` may be added
    to by the caller, who then calls `Noted.write`. `source` names the capture where a person booked it.
    The caller places the order and derives its payment status.
    """
    assert connection.in_atomic_block, "record_snapshot writes inside the caller's transaction"
    payments = lock_payments(order_id=order.pk)
    payment = next(row for row in payments if row.pk == payment_id)
    changes = SnapshotChanges(order, payment, payments)
    if problem := _contradiction(payment, result):
        _flag(changes, problem, now)
        return changes
    before = _State.of(payment)
    changes.is_accepted = result.status == "accepted"
    _read_head(payment, result)
    _apply_status(changes, result, before, now)
    _book_capture(changes, result, before, now, source)
    _book_release(changes, before, now)
    _book_fee(changes, result, now)
    record_seen_refunds(changes, result, now)  # first: what had gone back before is not owed again after a dispute
    record_dispute(changes, result, now)
    _save_payment(payment, before, now)
    return changes


@dataclass(frozen=True, slots=True)
class _State:
    """What the snapshot is compared with, and the condition of the update."""

    status: str
    captured: int
    refunded: int
    authorised: int

    @classmethod
    def of(cls, payment: Payment) -> _State:
        return cls(payment.status, payment.captured_minor, payment.refunded_minor, payment.capturable.amount_minor)


def _contradiction(payment: Payment, result: PaymentResult) -> str:
    """Say why the snapshot cannot be about this payment; empty when it can."""
    if result.problem:
        return result.problem
    asked = Money(payment.amount_minor, payment.currency)
    refunded = [seen.amount for seen in result.refunds or ()]
    amounts = (result.authorised, result.captured, result.disputed, *refunded)
    if any(money is not None and money.currency != asked.currency for money in amounts):
        found = next(money for money in amounts if money is not None and money.currency != asked.currency)
        return _("Expected %(asked)s %(currency)s, got %(found)s %(currency2)s") % {
            "asked": asked,
            "currency": asked.currency,
            "found": found,
            "currency2": found.currency,
        }
    if result.status == "authorised" and result.authorised != asked:
        return _("Expected %(asked)s to be authorised, got %(authorised)s") % {
            "asked": asked,
            "authorised": result.authorised,
        }
    if result.status != "captured" or is_manual(payment):
        return ""
    was_authorised = payment.authorised_minor > 0 or result.authorised == asked
    if result.captured is None or not (result.captured == asked or (was_authorised and result.captured <= asked)):
        return _("Expected %(asked)s, got %(captured)s") % {"asked": asked, "captured": result.captured}
    return ""


def _flag(changes: SnapshotChanges, problem: str, now: datetime) -> None:
    changes.is_mismatch = True
    problem = problem[:300]
    values = {"review": problem, "updated_at": now}
    if Payment.objects.filter(pk=changes.payment.pk).exclude(review=problem).update(**values):
        changes.payment.review = problem
        changes.events.append(("payment.mismatch", problem))
    else:  # told already; asked again later, not in a moment
        Payment.objects.filter(pk=changes.payment.pk).update(updated_at=now)


def _read_head(payment: Payment, result: PaymentResult) -> None:
    payment.provider_ref = result.reference or payment.provider_ref
    payment.redirect_url = result.redirect_url
    payment.failure = result.failure[:300]
    payment.expires_at = result.expires_at or payment.expires_at
    payment.asked_at = None


def _apply_status(changes: SnapshotChanges, result: PaymentResult, before: _State, now: datetime) -> None:
    payment = changes.payment
    target = _target_status(payment, result)
    if target not in PAYMENT_TRANSITIONS[payment.status]:
        return
    payment.status = Payment.Status(target)
    if target == Payment.Status.AUTHORISED and result.authorised is not None:
        new = result.authorised.amount_minor
        payment.authorised_minor = new
        key = f"authorise:{payment.public_id}:{new}"
        changes.add(_Kind.AUTHORISE, key, new, now=now)
        amounts = {_Account.AUTHORISED: new, _Account.AUTHORISED_OFFSET: -new}
        changes.postings.append(Posting(Journal.Kind.AUTHORISATION, key, amounts))
        changes.events.append(("payment.authorised", _("%(new)s authorised") % {"new": changes.says(new)}))
    elif before.status in OPEN and target in (Payment.Status.FAILED, Payment.Status.CANCELLED):
        changes.has_failed, changes.is_refused = True, result.is_refusal
        changes.events.append((f"payment.{target}", result.failure or _("Payment cancelled")))


def _target_status(payment: Payment, result: PaymentResult) -> str:
    """Return the state that the snapshot speaks of, in our words."""
    captured = max(payment.captured_minor, result.captured.amount_minor if result.captured else 0)
    if is_manual(payment) and captured:
        return "captured" if captured >= payment.amount_minor else "processing"
    if captured and result.status in ("voided", "expired", "cancelled"):
        return "captured"  # a part was taken, the rest is free again
    if result.status in ("voided", "expired") and payment.status in OPEN:
        return "cancelled"
    if result.status in ("failed", "cancelled") and payment.status == Payment.Status.AUTHORISED:
        return "voided"
    return "processing" if result.status == "accepted" else result.status


def _book_capture(changes: SnapshotChanges, result: PaymentResult, before: _State, now: datetime, source: str) -> None:
    payment = changes.payment
    new = result.captured.amount_minor if result.captured else 0
    amount = new - before.captured
    if amount <= 0:
        return
    payment.captured_minor = new
    changes.captured_minor = amount
    key = source or f"capture:{payment.public_id}:{new}"
    changes.add(_Kind.CAPTURE, key, amount, now=now)
    memo = min(amount, before.authorised)
    amounts = {
        money_account(payment): amount,
        _Account.RECEIVABLE: -amount,
        _Account.AUTHORISED: -memo,
        _Account.AUTHORISED_OFFSET: memo,
    }
    changes.postings.append(Posting(Journal.Kind.CAPTURE, key, amounts))
    changes.events.append(("payment.captured", _("%(amount)s paid") % {"amount": changes.says(amount)}))


def _book_release(changes: SnapshotChanges, before: _State, now: datetime) -> None:
    """Book what is held no longer and was not taken."""
    payment = changes.payment
    if before.status != Payment.Status.AUTHORISED or payment.status == Payment.Status.AUTHORISED:
        return
    rest = max(0, before.authorised - changes.captured_minor)
    if rest:
        changes.add(_Kind.VOID, f"void:{payment.public_id}", rest, now=now)
        amounts = {_Account.AUTHORISED: -rest, _Account.AUTHORISED_OFFSET: rest}
        changes.postings.append(Posting(Journal.Kind.RELEASE, f"release:{payment.public_id}", amounts))
    if payment.status in (Payment.Status.VOIDED, Payment.Status.EXPIRED):
        text = _("Authorisation of %(amount)s expired")
        if payment.status == Payment.Status.VOIDED:
            text = _("Authorisation of %(amount)s released")
        changes.events.append((f"payment.{payment.status}", text % {"amount": changes.says(rest)}))


def _book_fee(changes: SnapshotChanges, result: PaymentResult, now: datetime) -> None:
    payment = changes.payment
    if result.fee is None or result.fee.currency != payment.currency:
        return  # a fee in another currency is in the provider's report
    amount = result.fee.amount_minor - payment.fee_minor
    if amount <= 0:
        return
    payment.fee_minor = result.fee.amount_minor
    key = f"fee:{payment.public_id}:{payment.fee_minor}"
    changes.add(_Kind.FEE, key, amount, now=now)
    changes.postings.append(Posting(Journal.Kind.FEE, key, {_Account.FEES: amount, money_account(payment): -amount}))


def _save_payment(payment: Payment, before: _State, now: datetime) -> None:
    payment.updated_at = now
    names = (
        "status", "provider_ref", "redirect_url", "failure", "authorised_minor", "captured_minor", "refunded_minor",
        "disputed_minor", "fee_minor", "review", "expires_at", "asked_at", "updated_at",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(payment, name) for name in names}
    # The condition holds even where somebody forgot the lock.
    same = Payment.objects.filter(
        pk=payment.pk, status=before.status, captured_minor=before.captured, refunded_minor=before.refunded
    )
    if same.update(**values) != 1:
        raise Busy


def covers(changes: SnapshotChanges) -> bool:
    """Tell whether the payments of an order that is not placed suffice for it: paid, held for us, or on account.

    A part that went back at the provider before we heard of the payment does not keep an order that waits from being
    placed. Of one that lapsed only what is here counts: what was paid in part has gone back already.
    """
    if changes.is_accepted:
        return changes.payment.status == Payment.Status.PROCESSING
    settled = changes.payment.status in (Payment.Status.AUTHORISED, Payment.Status.CAPTURED)
    waits = changes.order.status == Order.Status.PENDING
    taken = sum(
        row.captured_minor - row.disputed_minor - (0 if waits else row.refunded_minor)
        for row in changes.payments
        if row.refundable
    )
    return (
        settled
        and standing_of(changes.order, changes.payments).authorised.amount_minor + taken >= changes.order.total_minor
    )


def excess_of(changes: SnapshotChanges) -> Money:
    """Return how much of what a provider has just taken was not owed any more. What people booked, people decide."""
    if not changes.captured_minor or is_manual(changes.payment):
        return Money(0, changes.order.currency)
    over = standing_of(changes.order, changes.payments).overpaid.amount_minor
    left = changes.payment.refundable.amount_minor  # a bank may have taken it back already
    return Money(max(0, min(over, changes.captured_minor, left)), changes.order.currency)
