"""Paying for an order that waits: one that staff sent a link for, one whose first attempt was left, or a change."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from shop.checkout.attempts import end_attempt, moved_money
from shop.checkout.inputs import PaymentChoice
from shop.checkout.queries import check_method
from shop.checkout.steps import UnverifiedLine, apply_result, awaits_link, limit_unverified, write_attempt
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import DomainError
from shop.core.idempotency import Claim, bind_key, claim_key
from shop.core.money import Money
from shop.fulfilment.operations.follow_up import follow_up
from shop.fulfilment.steps.changes import missing_for
from shop.inventory.queries import availability_of
from shop.notifications.steps import queue_row
from shop.orders.emails import confirm_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderEvent, OrderLine
from shop.orders.queries import waiting_change
from shop.payments.models import Payment
from shop.payments.providers import manual_codes
from shop.payments.providers.base import PaymentResult, ProviderUnavailable
from shop.payments.queries import check_declines, client_key, standing
from shop.payments.rules import in_force
from shop.payments.steps import OPEN

from .begin_payment import begin_payment, extend_reservation
from .place_order import OrderChanged, PaymentDeclined, PlacedOrder, PriceChanged


class NothingToPay(DomainError):
    """The order is paid, or its time to be paid is over."""

    code = "nothing_to_pay"
    title = gettext_lazy("Nothing to pay")
    kind = "conflict"
    default_message = gettext_lazy("There is nothing to pay for this order.")


class PaymentUnderWay(DomainError):
    """An earlier attempt was made and is not decided: it cannot be ended, so another would be paid twice."""

    code = "payment_under_way"
    title = gettext_lazy("Payment under way")
    kind = "conflict"
    default_message = gettext_lazy("Your earlier payment is still being checked. Please do not pay again.")


def amount_due(*, order: Order, now: datetime) -> Money:
    """Return what can be paid for an order now: all of one that waits, or the difference of a change; else zero."""
    nothing = Money(0, order.currency)
    if order.status == Order.Status.PENDING:
        return standing(order).due if order.payment_deadline > now else nothing
    change = waiting_change(order)
    if change is None or change.expires_at is None or change.expires_at <= now:
        return nothing
    return missing_for(order, change)


def pay_order(
    *,
    order_id: int,
    payment: PaymentChoice,
    now: datetime,
    expected: Money | None = None,
    version: int | None = None,
    change: str | None = None,
    client: str = "",
    claim: Claim | None = None,
) -> PlacedOrder:
    """Begin to pay what an order waits for. A declined attempt leaves the order as it is, to be paid another way.

    The amount is fixed with the attempt (`expected` is what the buyer saw). An open attempt with the same choice and
    amount goes on, so a double click begins one; others are ended at their provider, and if one of them was paid after
    all, that counts: the answer tells of that attempt. One that cannot be ended any more (a debit on its way) keeps
    another from being begun. Whoever calls has shown that the order is theirs. `version` is the order's as they saw it;
    a later one is refused; `change` is the public id of the change whose price they saw, "" where there was none.
    Locks the order.

    Raises: NotFound, StaleVersion, InvalidInput, UnknownProvider, NothingToPay, PriceChanged, OrderChanged,
    TooManyDeclines, TooMuchReserved, PaymentDeclined, PaymentUnderWay, KeyInProgress, KeyReused, AlreadyAnswered.
    """
    check_method(payment)
    others: list[Payment] = []
    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result="", now=now)) is not None:
            attempt, replayed, is_new = Payment.objects.get(public_id=made), True, False
        else:
            order = lock_order(order_id=order_id, version=version)
            check_declines(cart_id=None, email=order.email, client_key=client_key(client), now=now)
            _check_change(order, change, now)
            attempt, others, is_new = _attempt(order, payment, expected, client_key(client), now)
            bind_key(claim=claim, result=attempt.public_id)
            replayed = False
    attempt = _drop(attempt, now) if _one_counts(others, now) else _begin(attempt, now, is_new=is_new)
    follow_up(order_ids=[order_id], now=now)
    order = Order.objects.get(pk=order_id)
    if attempt.status not in (Payment.Status.FAILED, Payment.Status.CANCELLED):
        return PlacedOrder(order, attempt, replayed)
    earlier = in_force(Payment.objects.filter(order=order).order_by("pk")) or attempt
    if not amount_due(order=order, now=now) and order.status not in (Order.Status.CANCELLED, Order.Status.EXPIRED):
        return PlacedOrder(order, earlier, replayed)
    if attempt.status == Payment.Status.CANCELLED and earlier.status in OPEN:
        raise PaymentUnderWay
    raise PaymentDeclined(attempt.failure)


def _check_change(order: Order, seen: str | None, now: datetime) -> None:
    """Refuse to pay for another change than the buyer saw, even one of the same price. Raises: OrderChanged."""
    waiting = waiting_change(order)
    differs = seen is not None and seen != (waiting.public_id if waiting else "")
    if differs and amount_due(order=order, now=now):
        raise OrderChanged


def _attempt(
    order: Order, choice: PaymentChoice, expected: Money | None, client: str, now: datetime
) -> tuple[Payment, list[Payment], bool]:
    """Return the attempt to go on with, those to end first, and whether it is a new one.

    Raises: NothingToPay, PriceChanged, TooMuchReserved.
    """
    due = amount_due(order=order, now=now)
    if not due:
        raise NothingToPay
    if expected is not None and expected != due:
        raise PriceChanged(due)
    waits = order.awaits_confirmation
    order.awaits_confirmation = waits or _is_unproven(order, choice, client, now)
    if order.awaits_confirmation and not waits:
        _limit_reserved(order, client, now)
    is_first = not Payment.objects.filter(order=order, provider=choice.provider).exists()
    if is_first or order.status != Order.Status.PENDING:  # each provider's time once: nobody keeps goods for ever
        extend_reservation(order=order, provider=choice.provider, now=now)
    elif not order.pays_by_link:
        Order.objects.filter(pk=order.pk).update(pays_by_link=True)
    if order.awaits_confirmation and not waits:
        Order.objects.filter(pk=order.pk).update(awaits_confirmation=True, updated_at=now)
        queue_row(message=confirm_mail(order=order, now=now))
    rows = list(Payment.objects.filter(order=order, status__in=OPEN).order_by("-pk"))
    same = (choice.provider, choice.method, due.amount_minor)
    for row in rows:
        if (row.provider, row.method, row.amount_minor - row.captured_minor) == same:
            return row, [other for other in rows if other.pk != row.pk], False
    return write_attempt(order=order, payment=choice, amount=due, now=now, client_key=client), rows, True


def _is_unproven(order: Order, choice: PaymentChoice, client: str, now: datetime) -> bool:
    """Whether a buyer made the order who has not shown that they read their mail, and now pays later.

    One that was to be paid later before was judged then, wherever its buyer is now.
    """
    if order.status != Order.Status.PENDING:
        return False
    if Payment.objects.filter(order=order, provider__in=manual_codes()).exists():
        return False
    buyer = Actor("customer", order.user_id) if order.user_id else GUEST
    if not awaits_link(provider=choice.provider, by=By(buyer, now), email=order.email, client_key=client):
        return False
    events = OrderEvent.objects.filter(order=order, kind__in=["order.created", "order.confirmed"])
    kinds = set(events.values_list("kind", "actor_kind"))
    return not any(kind == "order.confirmed" or actor in ("staff", "system") for kind, actor in kinds) and bool(kinds)


def _limit_reserved(order: Order, client: str, now: datetime) -> None:
    """Refuse to reserve until a transfer what nobody would have reserved had it been ordered so.

    Raises: TooMuchReserved.
    """
    skus = dict(OrderLine.objects.filter(order=order, variant__isnull=False).values_list("variant_id", "sku"))
    stocks = availability_of(variant_ids=skus, today=order.channel.day_of(now))
    lines = [UnverifiedLine(skus[key], 0, stock.parts) for key, stock in stocks.items()]
    limit_unverified(lines=lines, worth=Money(0, order.currency), client_key=client, order_id=order.pk)


def _one_counts(others: list[Payment], now: datetime) -> bool:
    """End attempts that are not gone on with; answers whether one of them was paid, or may be without the buyer.

    A part that came in by transfer is no such answer: the rest may come another way.
    """
    counts = False
    for payment in others:
        with suppress(ProviderUnavailable):  # should it be paid as well, what is too much goes back by itself
            result = end_attempt(payment)
            with transaction.atomic(durable=True):
                answer = result or PaymentResult("cancelled", "")
                _, payment = apply_result(payment=payment, result=answer, now=now)  # noqa: PLW2901
            counts = counts or (moved_money(result) and not 0 < payment.captured_minor < payment.amount_minor)
    return counts


def _drop(attempt: Payment, now: datetime) -> Payment:
    with transaction.atomic(durable=True):
        lock_order(order_id=attempt.order_id)
        fresh = Payment.objects.filter(pk=attempt.pk, status=Payment.Status.CREATED)
        fresh.update(status=Payment.Status.CANCELLED, updated_at=now)
    attempt.refresh_from_db()
    return attempt


def _begin(attempt: Payment, now: datetime, *, is_new: bool) -> Payment:
    if attempt.status not in OPEN:
        return attempt
    _, attempt = begin_payment(order=attempt.order, payment=attempt, now=now, is_claimed=is_new)
    return attempt
