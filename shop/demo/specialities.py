"""What the demo has to show beside plain stock: a bundle, a pre-order, a back-order, a second place with goods."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shop.catalog.models import Product, Variant
from shop.catalog.operations import set_bundle
from shop.core.actor import SYSTEM, By
from shop.inventory.models import Location, StockLevel
from shop.inventory.operations import receive_stock, send_transfer, set_stock_settings

BUNDLE = ("HAL-TEATWO", {"HAL-GLOTEA-CHALK": 1, "HAL-RIPTUM-RUST": 2})
"""The bundle's SKU, and how many of which variants are in it."""
PRE_ORDER = ("HAL-QUALAN", timedelta(weeks=7), 40)
"""SKU, when it comes out, how many may be sold before."""
BACK_ORDER = ("HAL-HALMUG-PINE", timedelta(weeks=3), 24)
"""SKU, when more arrive, how many may be sold before."""
STOREROOM = {
    "HAL-RIPTUM-RUST": 10, "HAL-GLOTEA-CHALK": 4, "HAL-KITCLO-OCHRE": 6, "HAL-MARBAG-OAT": 9, "HAL-HERBLA-OAT": 5,
}  # fmt: skip
"""What lies at the second location; the clock is sold out everywhere else."""
ON_THE_WAY = {"HAL-WAFTOW-CHALK-5090CM": 12, "HAL-STRTOW-DENIM": 15}
_RUNS_LOW = {"HAL-RIPTUM-INK": 5, "HAL-STRTOW-DENIM": 20}


def stock_specialities(*, now: datetime) -> None:
    """Make the bundle, date what is sold before it is there, and stock the second location.

    A small catalogue has not all of it; what is not there is left out.
    """
    skus = {BUNDLE[0], *BUNDLE[1], PRE_ORDER[0], BACK_ORDER[0], *STOREROOM, *ON_THE_WAY, *_RUNS_LOW}
    keys = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "pk"))
    with transaction.atomic(durable=True):
        Location.objects.filter(code="main").update(name="Warehouse in Hamburg")
        storeroom = Location.objects.create(code="storeroom", name="Storeroom by the harbour", priority=1)
    if {BUNDLE[0], *BUNDLE[1]} <= keys.keys():
        parts = {keys[sku]: count for sku, count in BUNDLE[1].items()}
        set_bundle(variant_id=keys[BUNDLE[0]], components=parts, by=By(SYSTEM, timezone.now()))
    for sku, after, limit in (PRE_ORDER, BACK_ORDER):
        if sku in keys:
            _settings(keys[sku], backorder_limit=limit, expected_on=(now + after).date())
    with transaction.atomic(durable=True):
        released = {"released_on": (now + PRE_ORDER[1]).date(), "updated_at": now}
        Product.objects.filter(variants__sku=PRE_ORDER[0]).update(**released)
    for sku in _RUNS_LOW.keys() & keys.keys():
        _settings(keys[sku], low_stock_at=_RUNS_LOW[sku])
    if there := {keys[sku]: count for sku, count in STOREROOM.items() if sku in keys}:
        receive_stock(location_id=storeroom.pk, received=there, by=By(SYSTEM, now), note="Opening stock")
    if sent := {keys[sku]: count for sku, count in ON_THE_WAY.items() if sku in keys}:
        main = Location.objects.get(code="main")
        note = "For the market on Saturday"
        send_transfer(source_id=main.pk, target_id=storeroom.pk, units=sent, by=By(SYSTEM, now), note=note)


def _settings(variant_id: int, **values: object) -> None:
    level = StockLevel.objects.get(variant_id=variant_id, location__code="main")
    unchanged = {
        "safety": level.safety,
        "backorder_limit": level.backorder_limit,
        "expected_on": level.expected_on,
        "low_stock_at": level.low_stock_at,
    }
    set_stock_settings(level_id=level.pk, by=By(SYSTEM, timezone.now()), **(unchanged | values))  # type: ignore[arg-type]
