"""How long the staff page of a product with many variants takes, to open and to save.

    DATABASE_URL=… uv run --group dev python -m tests.benchmarks.variants [--variants 2000]

Works on a filled throw-away database (`filling`); prints milliseconds (the slower of two),
those of CPU in this process (the last time) and statements.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variants", type=int, default=2000)
    options = parser.parse_args()
    django.setup()
    measure(options.variants)


def measure(count: int) -> None:
    from django.test.utils import setup_test_environment

    from tests.benchmarks.staff import staff_client
    from tests.factories.forms import form_data

    product, client = _make(count), staff_client()
    address = f"/admin/catalog/product/{product.pk}/change/"
    for name, path in {
        "open": address, "open page 30": f"{address}?variants=30", "find a SKU": f"{address}?find=WIDE-1999",
        "history": address.replace("change", "history"), "bought page": product.get_absolute_url(),
    }.items():  # fmt: skip
        _tell(name, lambda path=path: client.get(path))
    setup_test_environment()  # what a page was made of is read from here on, to send its form
    sent = form_data(client.get(address))
    _tell("save as it is", lambda: client.post(address, sent))
    price = next(name for name in sent if name.endswith("-price"))
    for number in (1, 2):
        changed = {**form_data(client.get(address)), price: f"{10 + number}.00"}
        _tell("save a price", lambda changed=changed: client.post(address, changed), times=1)


def _make(count: int) -> Any:
    from shop.catalog.models import OptionType, OptionValue, Product, Variant
    from shop.inventory.models import Location, StockLevel
    from shop.pricing.models import Price
    from shop.search.operations import refresh_stale

    if (made := Product.objects.filter(slug="wide").first()) is not None:
        return made
    product = Product.objects.create(name="Wide", slug="wide", status="active")
    colour, size = (OptionType.objects.create(product=product, name=name) for name in ("Colour", "Size"))
    colours, sizes = (
        OptionValue.objects.bulk_create(
            OptionValue(option=option, value=f"{option.name} {n}", position=n) for n in range(m)
        )
        for option, m in ((colour, 40), (size, -(-count // 40)))
    )
    pairs = [(one, other) for one in colours for other in sizes][:count]
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"WIDE-{n}", position=n, options_key=f"{one.pk},{other.pk}")
        for n, (one, other) in enumerate(pairs)
    )
    through = Variant.option_values.through
    through.objects.bulk_create(
        through(variant=variant, optionvalue=value)
        for variant, pair in zip(variants, pairs, strict=True)
        for value in pair
    )
    Price.objects.bulk_create(Price(variant=variant, currency="EUR", amount_minor=1900) for variant in variants)
    place = Location.objects.order_by("pk").first()
    StockLevel.objects.bulk_create(StockLevel(variant=variant, location=place, on_hand=5) for variant in variants)
    refresh_stale()
    return product


def _tell(name: str, ask: Any, times: int = 3) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for _ in range(times):
        with CaptureQueriesContext(connection) as captured:
            began, cpu = time.perf_counter(), time.thread_time()
            answer = ask()
            took.append((time.perf_counter() - began) * 1000)
            worked = (time.thread_time() - cpu) * 1000
            statements = len(captured.captured_queries)
    print(
        f"{name:16} {max(took[-2:]):8.0f} ms {worked:6.0f} of CPU {statements:4} statements  {answer.status_code}",
        flush=True,
    )


if __name__ == "__main__":
    main()
