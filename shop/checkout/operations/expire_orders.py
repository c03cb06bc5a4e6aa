"""What time does to orders: unpaid ones lapse, payments in doubt are asked about, authorisations end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from shop.channels.queries import shop_locale, shop_zone
from shop.checkout.attempts import CHECKED_FOR, end_attempt, is_news, is_processing
from shop.checkout.steps import apply_result, lapse_order
from shop.core.actor import SYSTEM, By
from shop.core.formats import format_datetime
from shop.core.rounds import for_each
from shop.fulfilment.operations.follow_up import follow_up
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.steps import add_event
from shop.payments.models import Payment
from shop.payments.providers import manual_codes
from shop.payments.providers.base import PaymentResult, ProviderUnavailable
from shop.payments.queries import ends_soon
from shop.payments.steps import OPEN

from .settle_payment import settle_payment

DOUBT_AFTER = timedelta(seconds=60)  # younger attempts are still with the request that made them
LOOK_AFTER = timedelta(minutes=10)  # what is only held, or under way for long, is looked at more seldom
LONG = timedelta(hours=1)  # a card is decided by then; what is still open is a direct debit
_DEAD = (Order.Status.EXPIRED, Order.Status.CANCELLED)


def expire_orders(*, now: datetime, limit: int = 100) -> int:
    """End pending orders whose time to pay is over; returns how many were looked at.

    The provider is asked about each attempt first, and then to end it: if it was paid after all, the order is placed.
    An order whose provider cannot be reached waits for the next sweep, and one whose payment the provider is still
    processing waits for its answer, with its goods. What was paid in part goes back.
    """
    overdue = Order.objects.filter(status=Order.Status.PENDING, payment_deadline__lte=now).order_by("pk")
    ids = list(overdue.values_list("pk", flat=True)[:limit])
    return for_each(ids, lambda order_id: _expire(order_id, now))


def settle_open_payments(*, now: datetime, limit: int = 100) -> int:
    """Ask about payments that nobody has heard of for a while; returns how many were asked about.

    Held money is looked at as well: it may have been taken or have ended without our hearing of it, and what is held
    for an order that ended is released.
    """
    lapsing = Q(order__status=Order.Status.PENDING, order__payment_deadline__lte=now)  # `expire_orders` asks
    since = Q(created_at__gt=now - LONG, updated_at__lte=now - DOUBT_AFTER) | Q(updated_at__lte=now - LOOK_AFTER)
    in_doubt = Q(since, status__in=OPEN) & ~lapsing
    authorised = Q(status=Payment.Status.AUTHORISED, updated_at__lte=now - LOOK_AFTER)
    needless = Q(status=Payment.Status.AUTHORISED, updated_at__lte=now - DOUBT_AFTER, order__status__in=_DEAD)
    doubtful = Payment.objects.filter(in_doubt | authorised | needless).order_by("pk")
    # Of a transfer there is nobody to ask: people say what came in. But it has to be begun.
    asked = ~Q(provider__in=manual_codes())
    with transaction.atomic(durable=True):  # noted before asking, so that one without an answer takes its time as well
        rows = doubtful.filter(asked | Q(status=Payment.Status.CREATED))
        rows = rows.select_for_update(of=("self",), skip_locked=True)
        ids = list(rows.values_list("pk", flat=True)[:limit])
        Payment.objects.filter(pk__in=ids).update(updated_at=now)
    return for_each(ids, lambda payment_id: settle_payment(payment_id=payment_id, now=now))


def warn_of_ending_authorisations(*, now: datetime, limit: int = 100) -> int:
    """Flag authorisations that end soon and were not captured, once each; returns how many."""
    ending = Payment.objects.filter(ends_soon(now=now), review="", order__placed_at__isnull=False).exclude(
        order__events__kind="payment.expiring"
    )
    ids = list(ending.order_by("pk").values_list("pk", "order_id", "expires_at")[:limit])
    for payment_id, order_id, ends in ids:
        assert ends is not None, "what ends soon has an end"
        with timezone.override(shop_zone()):
            until = format_datetime(ends, shop_locale())
        text = gettext("The authorisation expires on %(until)s. Capture or release it before then.") % {"until": until}
        with transaction.atomic(durable=True):
            order = lock_order(order_id=order_id)
            authorised = Payment.objects.filter(pk=payment_id, status=Payment.Status.AUTHORISED, review="")
            if authorised.update(review=text):
                add_event(order=order, kind="payment.expiring", message=text, by=By(SYSTEM, now))
    return len(ids)


def _expire(order_id: int, now: datetime) -> None:
    payments = Payment.objects.filter(order_id=order_id, status__in=OPEN).order_by("pk")
    try:
        answers = [(payment, end_attempt(payment)) for payment in payments]
    except ProviderUnavailable:
        return
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id)
        for payment, result in answers:
            if result is not None and is_news(result):
                order, _ = apply_result(payment=payment, result=result, now=now)
        # Another request may have decided it, or given it more time, while the provider was asked.
        if order.status == Order.Status.PENDING and order.payment_deadline <= now:
            if any(is_processing(result) for _, result in answers):
                Order.objects.filter(pk=order.pk).update(payment_deadline=now + CHECKED_FOR, updated_at=now)
            else:
                _lapse(order, answers, now)
    follow_up(order_ids=[order_id], now=now)


def _lapse(order: Order, answers: Sequence[tuple[Payment, PaymentResult | None]], now: datetime) -> None:
    attempts = Payment.objects.filter(order=order, status__in=OPEN, captured_minor=0)
    for payment, result in answers:
        if result is not None and result.failure:  # a card was declined on the provider's page, and no other tried
            attempts.filter(pk=payment.pk).update(failure=result.failure[:300])
    attempts.update(status=Payment.Status.CANCELLED, redirect_url="", updated_at=now)
    lapse_order(order=order, now=now)
