"""Attempts to pay, as the provider sees them: calls outside of transactions, each safe to repeat."""

from __future__ import annotations

from datetime import timedelta

from shop.core.money import Money
from shop.orders.models import Order
from shop.orders.queries import order_path
from shop.payments.models import Payment
from shop.payments.providers import UnknownProvider, get_provider, unknown_provider_result
from shop.payments.providers.base import PaymentRequest, PaymentResult, ProviderUnavailable

CHECKED_FOR = timedelta(hours=6)  # how long what is over is left alone while its payment is on its way


def start_attempt(order: Order, payment: Payment) -> PaymentResult | None:
    """Begin an attempt, or look at it again; None where the provider does not answer: then nobody knows."""
    request = PaymentRequest(
        attempt_id=payment.public_id,
        amount=Money(payment.amount_minor, payment.currency),
        method=payment.method,
        return_url=f"{order_path(order)}return/",
        order_number=order.number,
    )
    try:
        return get_provider(payment.provider).start(request)
    except ProviderUnavailable:
        return None


def end_attempt(payment: Payment) -> PaymentResult | None:
    """Return how an attempt stands if money moved or is on its way, else end it. Raises: ProviderUnavailable.

    Of a provider that is not set up any more it returns that as a problem.
    """
    try:
        provider = get_provider(payment.provider)
    except UnknownProvider:
        return unknown_provider_result(payment)
    result = provider.fetch(payment.public_id)
    if result is not None and (result.status in ("captured", "authorised", "accepted") or is_processing(result)):
        return result
    return provider.cancel(payment.public_id)


def moved_money(result: PaymentResult | None) -> bool:
    """Tell whether an ended attempt brought money after all, or may still bring some."""
    return result is not None and result.status not in ("cancelled", "failed", "voided", "expired")


def is_news(result: PaymentResult | None) -> bool:
    """Tell whether an ended attempt says more than that it is over: it moved money, may still, or was declined."""
    return result is not None and (moved_money(result) or result.status == "failed")


def is_processing(result: PaymentResult | None) -> bool:
    """Tell whether the provider itself does not know yet: a direct debit takes days to arrive or to come back."""
    return result is not None and result.status == "processing" and not result.problem
