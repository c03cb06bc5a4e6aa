"""Booking money that came in by transfer: said by staff, or by a bank statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.checkout.steps import apply_result
from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput, NotFound
from shop.core.formats import format_date
from shop.core.money import Money
from shop.fulfilment.operations.follow_up import follow_up
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event
from shop.payments.locks import lock_payments
from shop.payments.models import Payment, PaymentTransaction
from shop.payments.providers import get_provider
from shop.payments.providers.base import PaymentResult


class RecordedElsewhere(DomainError):
    """The same transfer was booked on another payment, or with another amount."""

    code = "recorded_elsewhere"
    title = _("Recorded elsewhere")
    kind = "conflict"
    default_message = _("This transfer has already been recorded for another payment or with another amount.")


@dataclass(frozen=True, slots=True)
class MarkedPaid:
    """The order and payment as they are now. `is_new` is false where the transfer was booked before."""

    order: Order
    payment: Payment
    is_new: bool


def mark_paid(*, payment_id: int, amount: Money, reference: str, booked_on: date, by: By) -> MarkedPaid:
    """Book money that a bank shows for a payment by transfer or invoice; the order is placed once it is covered.

    `reference` names the transfer (from the bank statement) and makes it count once, however often it is told. Parts
    add up; what is too much stays for staff to refund. Money for an order that lapsed places it after all if it is
    whole and there is stock, and is booked as a refund otherwise. Locks the order, then its payments.
    Needs the permission payments.mark_paid.

    Raises: Forbidden, NotFound, InvalidInput, ForbiddenTransition, RecordedElsewhere.
    """
    by.require("payments.mark_paid")
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    source = _source(payment, amount, reference)
    with transaction.atomic(durable=True):
        order = lock_order(order_id=payment.order_id)
        payment = next(row for row in lock_payments(order_id=order.pk) if row.pk == payment_id)
        if known := PaymentTransaction.objects.filter(source=source).first():
            if (known.payment_id, known.amount_minor) != (payment.pk, amount.amount_minor):
                raise RecordedElsewhere
            return MarkedPaid(order, payment, is_new=False)
        message = gettext("Payment of %(amount)s received on %(booked_on)s: %(reference)s") % {
            "amount": amount.format(order.locale),
            "booked_on": format_date(booked_on, order.locale),
            "reference": reference,
        }
        add_event(order=order, kind="payment.marked", message=message, by=by)
        total = Money(payment.captured_minor + amount.amount_minor, payment.currency)
        result = PaymentResult("processing", payment.provider_ref, captured=total)
        order, payment = apply_result(payment=payment, result=result, now=by.now, source=source)
    follow_up(order_ids=[order.pk], now=by.now)
    return MarkedPaid(order, payment, is_new=True)


def _source(payment: Payment, amount: Money, reference: str) -> str:
    """Return the transfer's name in the ledger. Raises: ForbiddenTransition, InvalidInput."""
    if not get_provider(payment.provider).is_manual:
        raise ForbiddenTransition(gettext("The payment provider reports what was paid. It cannot be recorded by hand."))
    problems = {}
    if amount.amount_minor <= 0 or amount.currency != payment.currency:
        problems["amount"] = gettext("Enter an amount above zero in %(currency)s.") % {"currency": payment.currency}
    reference = " ".join(reference.split())
    if not reference or len(reference) > 80:
        problems["reference"] = gettext("Enter the transfer's reference, at most 80 characters.")
    if problems:
        raise InvalidInput(fields=problems)
    return f"paid:{payment.provider}:{reference}"
