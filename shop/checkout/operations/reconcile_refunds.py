"""The comparison of refunds, one by one and in both directions: what the provider lists, and what we say went back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from shop.core.money import Money
from shop.payments.models import Payment, Refund
from shop.payments.providers import get_provider
from shop.payments.providers.base import SeenRefund, Sighting
from shop.payments.rules import match_refunds

from .settle_payment import settle_payment

_MARGIN = timedelta(hours=1)  # clocks differ, and a refund is written here before it is made there
_WENT_BACK = (Refund.Status.SENT, Refund.Status.SUCCEEDED)


def refunds_to_compare(provider: str, since: datetime, now: datetime) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Yield (name, comparison) of each refund made since then; a comparison answers whether it changed our rows.

    First what the provider lists, then what we say went back and it did not list. Nothing where it does not tell of
    refunds. Raises: ProviderUnavailable.
    """
    listed = get_provider(provider).list_refunds(since)
    if listed is None:
        return
    seen: set[str] = set()
    for sighting in listed:
        if sighting.refund is not None:
            seen |= {sighting.refund.reference, sighting.refund.ours}
            yield sighting.refund.reference, partial(_compare_refund, provider, sighting, sighting.refund, now)
    ours = Refund.objects.filter(payment__provider=provider, status__in=_WENT_BACK, created_at__gt=since + _MARGIN)
    for refund in ours.filter(updated_at__lte=now - _MARGIN).order_by("pk").iterator():
        if not {refund.provider_ref, refund.send_id} & seen:
            yield refund.public_id, partial(_settle, refund.payment_id, now)


def _compare_refund(provider: str, sighting: Sighting, seen: SeenRefund, now: datetime) -> bool:
    payment = Payment.objects.filter(provider=provider, public_id=sighting.attempt_id).first()
    if payment is None:
        return False
    pairs, foreign = match_refunds(Refund.objects.filter(payment=payment), [seen])
    agrees = all((row.status, row.amount_minor) == (seen.status, seen.amount.amount_minor) for row, _ in pairs)
    if agrees and all(one.status == "failed" for one in foreign):
        return False
    return _settle(payment.pk, now)


def _settle(payment_id: int, now: datetime) -> bool:
    before = _refunds_of(payment_id)
    settle_payment(payment_id=payment_id, now=now, must_reach=True)
    return _refunds_of(payment_id) != before


def _refunds_of(payment_id: int) -> list[tuple[str, Money]]:
    rows = Refund.objects.filter(payment_id=payment_id).order_by("pk")
    return [(row.status, Money(row.amount_minor, row.currency)) for row in rows]
