"""Taking money that was authorised, and letting go of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from shop.checkout.steps import apply_result
from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput, NotFound
from shop.core.money import Money
from shop.fulfilment.operations.follow_up import follow_up
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event
from shop.payments.locks import lock_payments
from shop.payments.models import Payment
from shop.payments.providers import get_provider
from shop.payments.providers.base import PaymentResult
from shop.payments.queries import standing

_STANDING = (Order.Status.PLACED, Order.Status.ON_HOLD, Order.Status.CLOSED)


class CaptureTooHigh(DomainError):
    """More would be taken than is held, or than the buyer owes."""

    code = "capture_too_high"
    title = gettext_lazy("Capture too high")
    kind = "conflict"
    default_message = gettext_lazy("This is more than can be captured.")


class CaptureRefused(DomainError):
    """The provider took nothing."""

    code = "capture_refused"
    title = gettext_lazy("Capture refused")
    kind = "payment"
    default_message = gettext_lazy("The provider refused the capture. No money was taken.")


def capture_payment(
    *,
    order_id: int,
    by: By,
    amount: Money | None = None,
    is_final: bool = True,
    version: int | None = None,
) -> Payment:
    """Take an order's authorised money: all that is owed, or an amount. `is_final` releases what remains.

    What counts for the provider is how much was taken before, so a repeated or parallel call is the same capture, and
    never more is taken than is held. Locks the order, then its payments; the provider is asked in between.
    Needs the permission payments.capture_payment.

    Raises: Forbidden, NotFound, StaleVersion, InvalidInput, ForbiddenTransition, CaptureTooHigh, CaptureRefused,
    ProviderUnavailable.
    """
    by.require("payments.capture_payment")
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        payment = _authorised_payment(order)
        wanted = _amount_to_capture(order, payment, amount)
        add_event(
            order=order,
            kind="capture.requested",
            message=gettext("Capture of %(wanted)s requested") % {"wanted": wanted.format(order.locale)},
            by=by,
        )
    result = get_provider(payment.provider).capture(
        attempt_id=payment.public_id,
        capture_id=f"cap_{payment.public_id}_{payment.captured_minor}",
        amount=wanted,
        final=is_final,
    )
    captured = _apply_and_follow_up(payment, result, by.now)
    if captured.captured_minor == payment.captured_minor:
        raise CaptureRefused(result.failure)
    return captured


def release_payment(*, payment_id: int, by: By, version: int | None = None) -> Payment:
    """Let go of authorised money without taking it. The order stays as it is and is owed in full.

    Needs the permission payments.capture_payment. Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition,
    ProviderUnavailable.
    """
    by.require("payments.capture_payment")
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    with transaction.atomic(durable=True):
        order = lock_order(order_id=payment.order_id, version=version)
        payment = next(row for row in lock_payments(order_id=order.pk) if row.pk == payment_id)
        if payment.status != Payment.Status.AUTHORISED:
            raise ForbiddenTransition(gettext("Nothing is authorised on this payment."))
        add_event(order=order, kind="release.requested", message=gettext("Authorisation release requested"), by=by)
    result = get_provider(payment.provider).cancel(payment.public_id)
    return payment if result is None else _apply_and_follow_up(payment, result, by.now)


def _authorised_payment(order: Order) -> Payment:
    """Return the oldest payment of a locked order that holds money."""
    if order.status not in _STANDING:
        raise ForbiddenTransition(
            gettext("Payments cannot be captured for an order with the status “%(status)s”.")
            % {"status": order.get_status_display()}
        )
    authorised = [payment for payment in lock_payments(order_id=order.pk) if payment.capturable]
    if not authorised:
        raise ForbiddenTransition(gettext("Nothing is authorised for this order."))
    return authorised[0]


def _amount_to_capture(order: Order, payment: Payment, asked: Money | None) -> Money:
    """Return how much to take. Raises: InvalidInput, CaptureTooHigh."""
    most = Money(min(payment.capturable.amount_minor, standing(order).due.amount_minor), order.currency)
    if asked is None and most.amount_minor > 0:
        return most
    if asked is not None and (asked.currency != order.currency or asked.amount_minor <= 0):
        raise InvalidInput(
            fields={"amount": gettext("Enter an amount above zero in %(currency)s.") % {"currency": order.currency}}
        )
    if asked is None or most < asked:
        raise CaptureTooHigh
    return asked


def _apply_and_follow_up(payment: Payment, result: PaymentResult, now: datetime) -> Payment:
    with transaction.atomic(durable=True):
        _, captured = apply_result(payment=payment, result=result, now=now)
    follow_up(order_ids=[payment.order_id], now=now)
    return captured
