"""The catalogue that benchmarks read: as real shops have it, with pictures, prices, makers and facets."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from shop.catalog.images import StoredImage
from shop.core.actor import SYSTEM, By
from shop.imports.records import PictureRecord, ProductRecord, VariantRecord

SEARCH = "lamp"  # what three of the forty categories sell
_CATEGORIES = {
    "Lighting": ("Table lamp", "Floor lamp", "Desk lamp", "Lantern", "Candle"),
    "Table": ("Cup", "Bowl", "Plate", "Jug", "Glass"),
    "Kitchen": ("Pan", "Knife", "Board", "Tin", "Scale"),
    "Living": ("Chair", "Stool", "Shelf", "Mirror", "Vase"),
    "Textiles": ("Blanket", "Cushion", "Curtain", "Rug", "Napkin"),
    "Bath": ("Towel", "Soap", "Brush", "Basket", "Hook"),
    "Garden": ("Pot", "Spade", "Bench", "Trellis", "Rake"),
    "Desk": ("Notebook", "Pen", "Tray", "Clip", "Calendar"),
}
_SHELVES = [(root, leaf) for root, leaves in _CATEGORIES.items() for leaf in leaves]
_FIRST = ("Early", "Late", "Quiet", "Long", "Upper", "Lower", "Pale", "Grey", "Still", "Open", "Near", "Far", "Plain")
_SECOND = ("Harbour", "Orchard", "Meadow", "Ferry", "Quarry", "Chapel", "Heron", "Thistle", "Barley", "Alder", "Cove")
_MATERIALS = ("Oak", "Stoneware", "Linen", "Brass", "Glass", "Wool", "Steel")
_COUNTRIES = ("Portugal", "Denmark", "Japan", "Germany", "France")
_COLOURS = ("Rust", "Sand", "Ink")
_MAKERS = 12


def fill_catalogue(count: int) -> None:
    """Write `count` products with search documents into a shop that is set up. Their picture files do not exist."""
    from shop.imports.operations import import_products

    pictures = {
        f"picture-{number}": StoredImage(f"p/{number // 1000:03}/bench-{number}", 1280, 960, (320, 640, 960, 1280), number % 24)
        for number in range(count)
    }  # fmt: skip
    import_products(records=list(_records(count)), currency="EUR", by=By(SYSTEM, timezone.now()), pictures=pictures)


def _records(count: int) -> Iterator[ProductRecord]:
    for number in range(count):
        root, leaf = _SHELVES[number % len(_SHELVES)]
        first, second = _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]
        name = f"{first} {second} {leaf.lower()} {number}"
        material, country = _MATERIALS[number % len(_MATERIALS)], _COUNTRIES[number // 3 % len(_COUNTRIES)]
        yield ProductRecord(
            handle=f"bench-{number}",
            name=name,
            variants=tuple(_variants(number)),
            description_html=f"<p>A {leaf.lower()} of {material.lower()}, made in {country}. It is meant for every day.</p>",
            vendor=f"Maker {number % _MAKERS}",
            category_path=(root, leaf),
            tags=("bestseller",) if number % 50 == 0 else (),
            status="active",
            attributes={"Material": material, "Made in": country},
            pictures=(PictureRecord(key=f"picture-{number}", alt=name),),
        )


def _variants(number: int) -> Iterator[VariantRecord]:
    """One, or of each third product one in three colours; each tenth product is reduced."""
    price = 500 + number * 31 % 50_000
    for colour in _COLOURS if number % 3 == 0 else ("",):
        yield VariantRecord(
            sku=f"BENCH-{number}{'-' if colour else ''}{colour.upper()}",
            price_minor=price,
            compare_at_minor=price + 500 if number % 10 == 0 else 0,
            options=(("Colour", colour),) if colour else (),
            quantity=number % 40,
            tracked=True,
        )
