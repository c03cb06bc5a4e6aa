"""A shop with a shirt, and one with everything that staff can give a product."""

from __future__ import annotations

import pytest
from PIL import Image

from shop.catalog.images import store_image
from shop.catalog.models import Media, Product, Variant
from shop.core.actor import SYSTEM, By
from shop.imports.operations import import_products
from shop.imports.records import ProductRecord, VariantRecord
from shop.inventory.models import Location, StockLevel
from tests.imports.nexus.spreadsheets import SHIRT


@pytest.fixture
def shop(now) -> None:
    Location.objects.create(code="loft", name="Loft", priority=5)
    import_products(records=[SHIRT], currency="EUR", by=By(SYSTEM, now))


@pytest.fixture
def everything(shop, now, settings, tmp_path) -> None:
    """A product with all that staff can give it, and a bundle that stands before its parts."""
    settings.MEDIA_ROOT = tmp_path / "media"
    colours = ("#c00000", "#0000c0", "#00c000")
    stored = [store_image(source=Image.new("RGB", (400, 300), colour), root=settings.MEDIA_ROOT) for colour in colours]
    shirt = Product.objects.get()
    for position, (image, alt) in enumerate(zip(stored, ('Front, "red"', "", "=Back"), strict=True)):
        size = {"width": image.width, "height": image.height, "widths": list(image.widths), "tint": image.tint}
        Media.objects.create(product=shirt, path=image.path, alt=alt, position=7 - position, **size)
    Variant.objects.filter(sku="SH-S").update(media=Media.objects.get(alt="=Back"))
    Product.objects.update(released_on="2027-02-28", withdrawal_exempt="16(e)", tax_class="standard")
    StockLevel.objects.filter(variant__sku="-SH-L", location__code="main").update(
        backorder_limit=30, safety=2, expected_on="2026-12-31", low_stock_at=0
    )
    parts = VariantRecord(sku='SET "A", 1', price_minor=5000, parts=(("-SH-L", 2), ("SH-S", 1)))
    bundle = ProductRecord(handle="set", name="Set", variants=(parts,), keeps_order=True)
    import_products(records=[bundle], currency="EUR", by=By(SYSTEM, now))
