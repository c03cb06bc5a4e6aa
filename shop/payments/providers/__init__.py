"""The payment providers that this shop offers, by code, in the order of the setting PAYMENT_PROVIDERS."""

from __future__ import annotations

from django.conf import settings

from shop.core.errors import DomainError

from .base import PaymentProvider
from .test import TestProvider

_KNOWN: dict[str, PaymentProvider] = {"test": TestProvider()}


class UnknownProvider(DomainError):
    """The payment provider does not exist or is not offered here."""

    code = "payment_unavailable"
    default_message = "This way to pay is not available."


def get_provider(code: str) -> PaymentProvider:
    """Return a provider by code, offered or not: old payments still need it. Raises: UnknownProvider."""
    provider = _KNOWN.get(code)
    if provider is None:
        raise UnknownProvider(fields={"payment.provider": UnknownProvider.default_message})
    return provider


def offered_providers() -> list[PaymentProvider]:
    """Return the providers that a buyer may choose."""
    return [_KNOWN[code] for code in settings.PAYMENT_PROVIDERS if code in _KNOWN]


def get_offered_provider(code: str) -> PaymentProvider:
    """Return a provider that a buyer may choose. Raises: UnknownProvider."""
    if code not in settings.PAYMENT_PROVIDERS:
        raise UnknownProvider(fields={"payment.provider": UnknownProvider.default_message})
    return get_provider(code)
