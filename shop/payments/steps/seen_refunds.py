"""Comparing the refunds that a provider lists with ours, one by one and in both directions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext

from shop.core.ids import new_id
from shop.core.money import Money
from shop.payments.models import Payment, Refund
from shop.payments.providers.base import PaymentResult, RefundResult, SeenRefund
from shop.payments.rules import match_refunds

from .refunds import record_refund_result
from .snapshot_changes import SnapshotChanges

_Status = Refund.Status
_LISTED_AFTER = timedelta(minutes=5)  # what is younger may have been made after the provider was asked


def record_seen_refunds(changes: SnapshotChanges, result: PaymentResult, now: datetime) -> None:
    """Bring the refunds of a snapshot's payment to what the provider says of each.

    Ours follow it: a pending one arrives, and one that had arrived comes back and waits for staff. Money that went back
    at the provider's own desk is booked. A refund that we say was made and the provider does not list is flagged.
    """
    if result.refunds is None:
        return
    rows = list(Refund.objects.filter(payment=changes.payment).order_by("pk"))
    pairs, foreign = match_refunds(rows, result.refunds)
    for row, seen in pairs:
        _follow_refund(changes, row, seen, now)
    known = {row.pk for row, _ in pairs}
    missing = [row for row in rows if row.pk not in known and row.status in (_Status.SENT, _Status.SUCCEEDED)]
    for seen in foreign:
        if seen.status != "failed":
            _record_elsewhere(changes, seen, now)
    for row in missing:
        if row.updated_at <= now - _LISTED_AFTER:
            name = row.provider_ref or gettext("no reference")
            changes.payment.review = gettext(
                "Our records show a refund of %(amount_minor)s (%(name)s) that the provider does not list."
            ) % {"amount_minor": changes.says(row.amount_minor), "name": name}


def _follow_refund(changes: SnapshotChanges, row: Refund, seen: SeenRefund, now: datetime) -> None:
    if row.status == _Status.FAILED and row.provider_ref == seen.reference:
        return  # it has ended, so this is old news; a part of it may have been sent at the desk since
    if seen.amount != Money(row.amount_minor, row.currency):
        told, ours = changes.says(seen.amount.amount_minor), changes.says(row.amount_minor)
        text = gettext("The provider refunded %(told)s (%(reference)s), our records say %(ours)s.")
        changes.payment.review = (text % {"told": told, "reference": seen.reference, "ours": ours})[:300]
    elif seen.status != row.status:
        result_now = RefundResult(seen.status, seen.reference, seen.failure)
        record_refund_result(order=changes.order, refund=row, result=result_now, now=now)
    elif not row.provider_ref:
        Refund.objects.filter(pk=row.pk).update(provider_ref=seen.reference)


def _record_elsewhere(changes: SnapshotChanges, seen: SeenRefund, now: datetime) -> None:
    """Note money that went back without us. What had failed is taken for it first: somebody sent that by hand."""
    payment, amount = changes.payment, seen.amount.amount_minor
    failed = Refund.objects.filter(payment=payment, status=_Status.FAILED, amount_minor__gte=amount)
    row = failed.order_by("amount_minor", "pk").first()
    if row is None and amount > payment.refundable.amount_minor:
        payment.review = gettext("%(amount)s was refunded at the provider, which is more than was left to refund.") % {
            "amount": changes.says(amount)
        }
        return
    if row is None or row.amount_minor > amount:
        row = _new_row(payment, amount, row, now)
        changes.events.append(
            ("refund.elsewhere", gettext("%(amount)s was refunded at the provider") % {"amount": changes.says(amount)})
        )
    record_refund_result(order=changes.order, refund=row, result=RefundResult(seen.status, seen.reference), now=now)


def _new_row(payment: Payment, amount: int, failed: Refund | None, now: datetime) -> Refund:
    """Write a refund for what went back elsewhere: a part of a failed one, or more than we knew of."""
    if failed is None:
        payment.refunded_minor += amount
    else:
        Refund.objects.filter(pk=failed.pk).update(amount_minor=F("amount_minor") - amount, updated_at=now)
    return Refund.objects.create(
        payment=payment,
        note=failed.note if failed else None,
        public_id=new_id("ref"),
        amount_minor=amount,
        currency=payment.currency,
        reason=gettext("Refunded at the provider"),
        created_at=now,
        updated_at=now,
    )
