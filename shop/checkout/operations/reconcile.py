"""The comparison of a provider's records with ours: what we missed is made good, what we cannot is told to staff."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.core.errors import NotFound
from shop.core.money import Money
from shop.payments.models import Payment, ReconcileRun, ReconciliationItem
from shop.payments.providers import get_provider
from shop.payments.providers.base import ProviderUnavailable, Sighting

from .reconcile_refunds import refunds_to_compare
from .settle_payment import settle_payment

log = logging.getLogger("shop.payments")

EVERY = timedelta(minutes=5)
OVERLAP = timedelta(hours=1)  # longer than a buyer may take to pay: a payment begun before is looked at again
DAILY = timedelta(days=14)  # how far back the daily comparison looks: as long as a direct debit may take
REFUNDS_RETURN = timedelta(days=60)  # a bank may return a refund for a month or so; the daily comparison sees it
KEEP = timedelta(days=30)
_Kind = ReconciliationItem.Kind


@dataclass(frozen=True, slots=True)
class ReconciliationResult:
    """What a comparison saw and repaired, and how many differences are open now, found by this run or before."""

    provider: str
    seen: int
    repaired: int
    open: int
    failure: str = ""


def reconcile(*, provider: str, since: datetime, now: datetime, is_daily: bool = False) -> ReconciliationResult:
    """Compare what a provider lists since a moment with our rows, and settle what differs.

    Any number may run at once. What still differs afterwards becomes a `ReconciliationItem`, once. A provider that
    cannot be reached, or a payment that cannot be settled, is told in `failure`; what else was seen counts.
    Raises: UnknownProvider.
    """
    run = ReconcileRun(provider=provider, since=since, is_daily=is_daily, started_at=now)
    refunds_since = min(since, now - REFUNDS_RETURN) if is_daily else since
    try:
        for sighting in get_provider(provider).list_since(since):
            _count_comparison(run, sighting.reference, lambda: _compare_payment(provider, sighting, now))  # noqa: B023 - called at once
        for name, compare in refunds_to_compare(provider, refunds_since, now):
            _count_comparison(run, name, compare)
    except ProviderUnavailable as error:
        reason = error.__cause__ or error.message
        run.failure = (_("The provider did not answer: %(reason)s") % {"reason": reason})[:300]
    with transaction.atomic(durable=True):
        run.save()
        ReconcileRun.objects.filter(started_at__lt=now - KEEP).delete()
    open_items = ReconciliationItem.objects.filter(provider=provider, resolved_at=None).count()
    return ReconciliationResult(provider, run.seen, run.repaired, open_items, run.failure)


def _count_comparison(run: ReconcileRun, name: str, compare: Callable[[], bool]) -> None:
    """Compare one thing; one that cannot be settled keeps no other from being compared. Raises: ProviderUnavailable."""
    run.seen += 1
    try:
        run.repaired += compare()
    except ProviderUnavailable:
        raise
    except Exception:
        log.exception("reconcile %s %s", run.provider, name)
        run.failure = (_("%(name)s could not be compared") % {"name": name})[:300]


def reconcile_due(*, now: datetime) -> int:
    """Compare with every provider that is due: every five minutes the last hour, once a day two weeks."""
    done = 0
    for code in settings.PAYMENT_PROVIDERS:
        if get_provider(code).is_manual:
            continue
        runs = ReconcileRun.objects.filter(provider=code)
        last = runs.order_by("-started_at").first()
        if last is not None and now - last.started_at < EVERY:
            continue
        is_daily = not runs.filter(is_daily=True, failure="", started_at__gt=now - timedelta(days=1)).exists()
        good = runs.filter(failure="").order_by("-started_at").first()
        begin = good.started_at if good is not None else now  # then it is the daily one
        since = min(begin, now - DAILY) if is_daily else begin - OVERLAP
        reconcile(provider=code, since=since, now=now, is_daily=is_daily)
        done += 1
    return done


def resolve_item(*, item_id: int, by: By) -> None:
    """Note that a difference was dealt with. Needs the permission payments.mark_paid. Raises: Forbidden, NotFound."""
    by.require("payments.mark_paid")
    with transaction.atomic(durable=True):
        open_item = ReconciliationItem.objects.filter(pk=item_id, resolved_at=None)
        if open_item.update(resolved_at=by.now) != 1:
            raise NotFound(_("This is already resolved."))


def _compare_payment(provider: str, sighting: Sighting, now: datetime) -> bool:
    """Settle one payment if the provider's list says otherwise; answers whether that changed our rows."""
    payment = Payment.objects.filter(provider=provider, public_id=sighting.attempt_id).first()
    if payment is None:
        if sighting.captured:
            detail = _("%(captured)s was paid") % {"captured": _with_currency(sighting.captured)}
            _report(ReconciliationItem(provider=provider, kind=_Kind.UNKNOWN, detail=detail), sighting, now)
        return False
    known = _facts_of(payment)
    if sighting.captured is not None and sighting.captured == Money(payment.captured_minor, payment.currency):
        _resolve(payment, now)
        return False
    if sighting.captured is None and not _moved(payment, sighting):
        return False
    settle_payment(payment_id=payment.pk, now=now, must_reach=True)
    payment.refresh_from_db()
    ours = Money(payment.captured_minor, payment.currency)
    if sighting.captured is not None and sighting.captured != ours:
        detail = _("The provider captured %(captured)s, our records say %(ours)s") % {
            "captured": _with_currency(sighting.captured),
            "ours": _with_currency(ours),
        }
        item = ReconciliationItem(provider=provider, kind=_Kind.AMOUNT, detail=detail, payment=payment)
        _report(item, sighting, now)
    else:
        _resolve(payment, now)
    return known != _facts_of(payment)


def _moved(payment: Payment, sighting: Sighting) -> bool:
    """Whether a sighting without an amount is about money: a refund or a dispute of what we took."""
    return payment.captured_minor > 0 and sighting.reference == payment.provider_ref


def _facts_of(payment: Payment) -> tuple[object, ...]:
    return (payment.status, payment.captured_minor, payment.refunded_minor, payment.disputed_minor)


def _with_currency(amount: Money) -> str:
    return f"{amount} {amount.currency}"


def _report(item: ReconciliationItem, sighting: Sighting, now: datetime) -> None:
    item.reference, item.found_at = sighting.reference[:120], now
    log.error("reconcile %s %s: %s", item.provider, item.reference, item.detail)
    with transaction.atomic(durable=True):
        ReconciliationItem.objects.bulk_create([item], ignore_conflicts=True)


def _resolve(payment: Payment, now: datetime) -> None:
    with transaction.atomic(durable=True):
        ReconciliationItem.objects.filter(payment=payment, resolved_at=None).update(resolved_at=now)
