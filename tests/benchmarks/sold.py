"""Runs inside the shop for `contention`: fills it, takes the guard away, says what was sold."""

from __future__ import annotations

import json
import sys

import django

from shop.core.actor import By


def main() -> None:
    django.setup()
    verb, *rest = sys.argv[1:]
    {"fill": _fill, "unguard": _unguard, "state": _state}[verb](*map(int, rest))


def _fill(skus: int, units: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from shop.core.actor import SYSTEM
    from shop.imports.starter import set_up_shop
    from tests.factories.catalog import make_product

    call_command("migrate", interactive=False, verbosity=0)
    set_up_shop(
        name="Rush", currency="EUR", country="DE", countries=["DE"], locale="en_IE", shipping_minor=490, by=By(SYSTEM, timezone.now()),
        opened_at=timezone.now(),
    )  # fmt: skip
    for number in range(skus):
        make_product(f"Thing {number:02}", skus=[f"SKU-{number:02}"], stock=units)


def _unguard() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stock_never_oversold")


def _state() -> None:
    from django.db.models import F, Sum

    from shop.inventory.models import StockLevel
    from shop.orders.models import Order, OrderLine
    from shop.reports.verify import find_breaks

    sold = OrderLine.objects.filter(order__status="placed").aggregate(units=Sum("quantity"))["units"] or 0
    levels = StockLevel.objects.aggregate(allocated=Sum("allocated"), reserved=Sum("reserved"))
    json.dump(
        {
            "units": sold,
            **levels,
            "negative": StockLevel.objects.filter(on_hand__lt=F("allocated") + F("reserved")).count(),
            "pending": Order.objects.filter(status="pending").count(),
            "broken": len(find_breaks().broken),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
