"""The inbox of webhooks: events are stored as they come, and worked off by reading the payment anew."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from shop.core.actor import SYSTEM, By
from shop.core.errors import InvalidInput, NotFound
from shop.core.waking import wake
from shop.orders.locks import lock_order
from shop.orders.steps import add_event
from shop.payments.models import Payment, ProviderEvent
from shop.payments.providers import get_provider
from shop.payments.providers.base import EventNotice

from .settle_payment import settle_payment

log = logging.getLogger("shop.payments")

LEASE = timedelta(seconds=60)  # longer than a provider may take to answer; then a killed worker's event is free again
NAME_TRIES = 6  # about five minutes for a payment to be known by the provider's name
GIVE_UP_AFTER = timedelta(days=3)  # as long as Stripe itself goes on
LONGEST_WAIT = 900.0  # seconds between two tries
_Outcome = ProviderEvent.Outcome


def receive_event(*, provider: str, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
    """Verify and store a webhook, once for each id. What it says is acted upon by the worker,
    which is woken after the commit.

    Raises: UnknownProvider, InvalidSignature, InvalidInput.
    """
    notice = get_provider(provider).read_event(body=body, headers=headers)
    _check_storable(notice)
    event = ProviderEvent(
        provider=provider,
        event_id=notice.event_id[:120],
        kind=notice.kind[:80],
        reference=notice.reference[:120],
        payload=dict(notice.payload),
        outcome=_Outcome.WAITING if notice.reference else _Outcome.IGNORED,
        next_try_at=now,
        received_at=now,
        processed_at=None if notice.reference else now,
    )
    with transaction.atomic(durable=True):
        ProviderEvent.objects.bulk_create([event], ignore_conflicts=True)
        wake("payment events")


def _check_storable(notice: EventNotice) -> None:
    """Refuse what JSON can say and the database cannot keep: NUL, lone surrogates, infinite numbers."""
    contents = [notice.event_id, notice.kind, notice.reference, dict(notice.payload)]
    try:
        text = json.dumps(contents, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidInput(_("The event contains characters that cannot be stored.")) from error
    if "\\u0000" in text:
        raise InvalidInput(_("The event contains characters that cannot be stored."))


def process_events(*, now: datetime, limit: int = 200) -> int:
    """Work off events that are due; returns how many. Any number of workers may do so at once.

    Each is claimed in a transaction of its own; its payment is settled by reading it at the provider, once for all
    events that had come in by then.
    """
    done, read_up_to = 0, dict[int, int]()  # {payment: the newest event that the last look at it covers}
    while done < limit and (event := _claim_event(now)) is not None:
        try:
            _process(event, read_up_to, now)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the event is still owed
            _failed(event, error, now)
        done += 1
    return done


def retry_event(*, event_id: int, by: By) -> None:
    """Let an event that was given up be tried anew.

    Needs the permission payments.change_providerevent. Raises: Forbidden, NotFound (also when it is not parked).
    """
    by.require("payments.change_providerevent")
    with transaction.atomic(durable=True):
        parked = ProviderEvent.objects.filter(pk=event_id, outcome=_Outcome.PARKED)
        if parked.update(outcome=_Outcome.WAITING, tries=0, failing_since=None, next_try_at=by.now) != 1:
            raise NotFound(_("This event has not failed."))


def _claim_event(now: datetime) -> ProviderEvent | None:
    with transaction.atomic(durable=True):
        due = ProviderEvent.objects.filter(outcome=_Outcome.WAITING, next_try_at__lte=now)
        event = due.order_by("next_try_at", "pk").select_for_update(skip_locked=True).first()
        if event is not None:
            event.tries += 1
            ProviderEvent.objects.filter(pk=event.pk).update(next_try_at=now + LEASE, tries=event.tries)
    return event


def _process(event: ProviderEvent, read_up_to: dict[int, int], now: datetime) -> None:
    named = Q(public_id=event.reference) | Q(provider_ref=event.reference)
    payment = Payment.objects.filter(named, provider=event.provider).first()
    if payment is None:
        # An attempt is written before its provider hears of it, but the provider's own name for it comes later.
        if event.tries < NAME_TRIES and not event.reference.startswith("pay_"):
            raise NotFound("No payment of ours goes by this name yet")
        _close_event(event, _Outcome.IGNORED, _("Not one of our payments"), now)
        return
    if event.pk > read_up_to.get(payment.pk, 0):
        newest = ProviderEvent.objects.aggregate(newest=Max("pk"))["newest"]
        settle_payment(payment_id=payment.pk, now=now, must_reach=True)
        read_up_to[payment.pk] = newest
    payment.refresh_from_db()
    problem = get_provider(event.provider).check_event(event.payload, payment)
    if problem:
        _flag(payment, problem[:300], now)
    _close_event(event, _Outcome.DONE, problem, now)


def _flag(payment: Payment, problem: str, now: datetime) -> None:
    """Have staff look at a payment that a true event contradicts. Nothing is booked."""
    with transaction.atomic(durable=True):
        order = lock_order(order_id=payment.order_id)
        if Payment.objects.filter(pk=payment.pk).exclude(review=problem).update(review=problem, updated_at=now):
            add_event(order=order, kind="payment.mismatch", message=problem, by=By(SYSTEM, now))


def _close_event(event: ProviderEvent, outcome: ProviderEvent.Outcome, failure: str, now: datetime) -> None:
    with transaction.atomic(durable=True):
        ProviderEvent.objects.filter(pk=event.pk).update(outcome=outcome, failure=failure[:300], processed_at=now)


def _failed(event: ProviderEvent, error: Exception, now: datetime) -> None:
    failing_since = event.failing_since or now
    is_parked = now - failing_since >= GIVE_UP_AFTER
    log.warning("event %s of %s, try %d: %s", event.event_id, event.provider, event.tries, type(error).__name__)
    with transaction.atomic(durable=True):
        ProviderEvent.objects.filter(pk=event.pk).update(
            outcome=_Outcome.PARKED if is_parked else _Outcome.WAITING,
            failure=f"{type(error).__name__}: {error}"[:300],
            failing_since=failing_since,
            next_try_at=now + timedelta(seconds=min(5.0 * 2 ** min(event.tries, 20), LONGEST_WAIT)),
        )
