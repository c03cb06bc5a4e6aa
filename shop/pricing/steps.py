"""Writes on prices, inside somebody else's transaction."""

from __future__ import annotations

from django.db import connection

from .models import Price


def set_price(*, variant_id: int, currency: str, amount_minor: int | None, compare_at_minor: int | None) -> None:
    """Write what a variant costs in a currency, in minor units with tax; no amount takes it off sale there.

    Raises: IntegrityError where the former price is not above the price (callers check it first).
    """
    assert connection.in_atomic_block, "set_price writes inside the caller's transaction"
    if amount_minor is None:
        Price.objects.filter(variant_id=variant_id, currency=currency).delete()
        return
    Price.objects.update_or_create(
        variant_id=variant_id,
        currency=currency,
        defaults={"amount_minor": amount_minor, "compare_at_minor": compare_at_minor},
    )
