"""Orders for tests, made by the real operation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice
from shop.checkout.operations import PlacedOrder, place_order
from shop.checkout.steps import known_reader
from shop.core.actor import GUEST, By
from shop.core.models import KnownClient
from shop.payments.providers.test import TestProvider
from shop.payments.queries import client_key

ADDRESS = AddressInput(full_name="Ada Lovelace", line1="Torstraße 1", city="Berlin", postcode="10119", country="DE")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PAYMENT_TIME = TestProvider.payment_time


def make_order(*lines: tuple[str, int], **values: Any) -> PlacedOrder:
    """Buy (SKU, quantity) pairs as a guest who pays at once; every argument of `place_order` may be given.

    Who buys and when may be given as `actor` and `now`.

    The guest has followed the link of a mail before, unless `is_known` is False.
    """
    later = getattr(values.get("payment"), "provider", "") in ("bank_transfer", "invoice")
    if values.pop("is_known", True) and later:
        know_reader(values.get("email", "ada@example.com"), values.get("client", ""), values.get("now", NOW))
    by = By(values.pop("actor", GUEST), values.pop("now", NOW))
    return place_order(
        **{
            "by": by,
            "email": "ada@example.com",
            "shipping_address": ADDRESS,
            "lines": [LineInput(sku, quantity) for sku, quantity in lines],
            "payment": PaymentChoice("test", "success"),
            **values,
        }
    )


def know_reader(email: str = "ada@example.com", client: str = "", now: datetime = NOW) -> None:
    """Let a guest have followed the link of our mail before, from this network address."""
    key = known_reader(email=email, client_key=client_key(client))
    KnownClient.objects.update_or_create(key=key, defaults={"seen_at": now})
