"""Orders for tests, made by the real operation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice
from shop.checkout.operations import PlacedOrder, place_order
from shop.core.actor import GUEST
from shop.payments.providers.test import TestProvider

ADDRESS = AddressInput(full_name="Ada Lovelace", line1="Torstraße 1", city="Berlin", postcode="10119", country="DE")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PAYMENT_TIME = TestProvider.payment_time


def make_order(*lines: tuple[str, int], **values: Any) -> PlacedOrder:
    """Buy (SKU, quantity) pairs as a guest who pays at once; every argument of `place_order` may be given."""
    return place_order(
        **{
            "actor": GUEST,
            "email": "ada@example.com",
            "shipping_address": ADDRESS,
            "lines": [LineInput(sku, quantity) for sku, quantity in lines],
            "payment": PaymentChoice("test", "success"),
            "now": NOW,
            **values,
        }
    )
