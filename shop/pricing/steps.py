"""Writes on prices, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from .models import Price


def set_prices(
    *, variant_ids: Collection[int], currency: str, amount_minor: int | None, compare_at_minor: int | None
) -> None:
    """Write what each variant costs in a currency, in minor units with tax; no amount takes them off sale there.

    Raises: IntegrityError where the former price is not above the price (callers check it first).
    """
    assert connection.in_atomic_block, "set_prices writes inside the caller's transaction"
    if amount_minor is None:
        Price.objects.filter(variant__in=variant_ids, currency=currency).delete()
        return
    amounts = {"amount_minor": amount_minor, "compare_at_minor": compare_at_minor}
    Price.objects.bulk_create(
        (Price(variant_id=variant_id, currency=currency, **amounts) for variant_id in variant_ids),
        update_conflicts=True,
        unique_fields=["variant", "currency"],
        update_fields=["amount_minor", "compare_at_minor"],
    )
