"""The payment providers that this shop offers, by code, in the order of the setting PAYMENT_PROVIDERS."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.errors import DomainError
from shop.payments.models import Payment

from .base import PaymentProvider, PaymentResult
from .manual import BankTransferProvider, Instructions, InvoiceProvider, ManualProvider


class UnknownProvider(DomainError):
    """The payment provider does not exist or is not offered here."""

    code = "payment_unavailable"
    title = _("Payment unavailable")
    default_message = _("This payment method is not available.")


def get_provider(code: str) -> PaymentProvider:
    """Return a provider by code, offered or not: old payments still need it. Raises: UnknownProvider."""
    path = settings.PAYMENT_PROVIDER_CLASSES.get(code)
    if path is None:
        raise UnknownProvider(fields={"payment.provider": str(UnknownProvider.default_message)})
    return _load(path)


def offered_providers() -> list[PaymentProvider]:
    """Return the providers that a buyer may choose."""
    return [get_provider(code) for code in settings.PAYMENT_PROVIDERS]


def get_offered_provider(code: str) -> PaymentProvider:
    """Return a provider that a buyer may choose. Raises: UnknownProvider."""
    if code not in settings.PAYMENT_PROVIDERS:
        raise UnknownProvider(fields={"payment.provider": str(UnknownProvider.default_message)})
    return get_provider(code)


def manual_codes() -> list[str]:
    """Return the codes of payment methods of which people, or bank statements, say what came in."""
    codes = {*settings.PAYMENT_PROVIDERS, BankTransferProvider.code, InvoiceProvider.code}
    return sorted(code for code in codes if get_provider(code).is_manual)


def unknown_provider_result(payment: Payment) -> PaymentResult:
    """Return the news about a payment whose provider is not set up any more: nobody can be asked, staff must look."""
    problem = gettext(
        "The provider %(provider)s is no longer set up in this shop. Check there whether a payment was received."
    ) % {"provider": payment.provider}
    return PaymentResult("processing", payment.provider_ref, problem=problem)


def label_of(payment: Payment) -> str:
    """Return what a payment's provider is called in the checkout; the code of one that is gone."""
    try:
        return str(get_provider(payment.provider).label)
    except UnknownProvider:
        return payment.provider


def payment_method_of(payment: Payment) -> str:
    """Return how a payment is made in the words of the checkout; the code of a provider that is gone."""
    try:
        provider = get_provider(payment.provider)
    except UnknownProvider:
        return payment.provider
    return str(next((choice.label for choice in provider.methods if choice.code == payment.method), provider.label))


def instructions_for(payment: Payment) -> Instructions | None:
    """Return how to pay by transfer, where that is the way; `payment.order` is read."""
    if payment.provider not in settings.PAYMENT_PROVIDER_CLASSES:
        return None
    provider = get_provider(payment.provider)
    return provider.instructions(payment) if isinstance(provider, ManualProvider) else None


@cache
def _load(path: str) -> PaymentProvider:
    # Loaded when first needed: a provider's library takes its time, and most shops use one of them.
    provider: PaymentProvider = import_string(path)()
    return provider
