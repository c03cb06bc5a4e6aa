"""Records of products, as a reader of files gives them, and what their import did."""

from __future__ import annotations

from django.test.utils import CaptureQueriesContext

from shop.catalog.images import StoredImage
from shop.imports.operations import ImportReport
from shop.imports.records import PictureRecord, ProductRecord, VariantRecord

FRONT = StoredImage(path="p/aa/front", width=1280, height=960, widths=(320, 1280), tint=3)
BACK = StoredImage(path="p/bb/back", width=640, height=480, widths=(320, 640), tint=5)
STORED = {"front.jpg": FRONT, "back.jpg": BACK, "front-again.jpg": FRONT}


def variant(sku: str = "MUG", price: int = 1900, **values: object) -> VariantRecord:
    return VariantRecord(**{"sku": sku, "price_minor": price, "quantity": 5, "options": (), "line": 3, **values})


def sized(sku: str, size: str, **values: object) -> VariantRecord:
    return variant(sku, options=(("Size", size),), **values)


def product(*variants: VariantRecord, handle: str = "mug", **values: object) -> ProductRecord:
    return ProductRecord(**{"handle": handle, "name": "Mug", "variants": variants or (variant(),), "line": 2, **values})


def tallies(report: ImportReport) -> tuple[int, ...]:
    """Products created, changed, unchanged; variants created, changed, unchanged."""
    return tuple(getattr(t, n) for t in (report.products, report.variants) for n in ("created", "changed", "unchanged"))


def written(context: CaptureQueriesContext) -> list[str]:
    return [q["sql"] for q in context if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


FULL = product(
    sized("MUG-S", "Small", compare_at_minor=2400, weight_grams=350, barcode="4006381333931", picture_key="back.jpg"),
    sized("MUG-L", "Large", price=2900, quantity=0, backorder=True),
    sized("MUG-X", "Huge", quantity=None),
    description_html="<h1>Hi</h1><script>x</script>",
    vendor="Halden",
    category_path=("Table", "Mugs"),
    tags=("blue", "new"),
    attributes={"Material": "Stoneware"},
    swatches={("Size", "Small"): "#c65f43"},
    pictures=(PictureRecord("front.jpg", "A mug"), PictureRecord("front-again.jpg"), PictureRecord("back.jpg")),
    seo_title="Mug!",
    seo_description="A mug.",
)
