r"""Fills a database with many products or past orders as plain rows: how large the tables are is what counts.

    PAYMENT_PROVIDERS=test,bank_transfer DATABASE_URL=… uv run --group dev python -m tests.benchmarks.filling \
        --products 1000000 --orders 1000000

`--tree 20 12 20` makes 5,060 categories instead of 48. Writes past triggers and history, so it is for throw-away databases only.
"""

from __future__ import annotations

import argparse
import time

import django

from shop.core.actor import By
from tests.benchmarks.filling_products import SMALL_TREE, fill_products


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=0)
    parser.add_argument("--orders", type=int, default=0)
    parser.add_argument("--tree", type=int, nargs="+", default=SMALL_TREE)
    options = parser.parse_args()
    django.setup()
    _set_up()
    if options.products:
        began = time.monotonic()
        fill_products(options.products, tree=options.tree)
        print(
            f"{options.products:,} products: {options.products / (time.monotonic() - began):,.0f} a second", flush=True
        )
    if options.orders:
        from tests.benchmarks.filling_orders import fill_orders

        fill_orders(options.orders)


def _set_up() -> None:
    """Make the tables, and a shop where there is none."""
    from django.core.management import call_command
    from django.utils import timezone

    from shop.channels.models import Channel
    from shop.core.actor import SYSTEM
    from shop.imports.starter import set_up_shop

    call_command("migrate", interactive=False, verbosity=0)
    if not Channel.objects.exists():
        set_up_shop(
            name="Bench", currency="EUR", country="DE", countries=["DE"], locale="en_IE", shipping_minor=490, by=By(SYSTEM, timezone.now()),
            opened_at=timezone.now(),
        )  # fmt: skip


if __name__ == "__main__":
    main()
