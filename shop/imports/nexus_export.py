"""Writes the shop's products as a file that `nexus_file` reads back: importing an export changes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Max

from shop.catalog.models import BundleComponent, Category, Media, OptionType, Product, Variant
from shop.catalog.queries import products_with_details
from shop.core.actor import By
from shop.core.money import exponent
from shop.core.spreadsheets import mark_text
from shop.imports.nexus import (
    PRODUCT_COLUMNS,
    VARIANT_COLUMNS,
    option_columns,
    price_columns,
    stock_columns,
    write_list,
    write_parts,
    write_row,
)
from shop.inventory.models import Location

_PRODUCTS_AT_ONCE = 200


def export_products(*, currency: str, by: By) -> Iterator[str]:
    """Yield the lines of the file, products by age, with their prices in `currency`, each chunk read by itself.

    Some ten queries for 200 products, whatever they hold, and nothing is held open in between. Pictures are in it by
    their addresses. Raises: Forbidden.
    """
    by.require("catalog.view_product")
    by.require("inventory.view_stocklevel")
    return _lines(currency)


def _lines(currency: str) -> Iterator[str]:
    most = OptionType.objects.values("product").annotate(count=Count("pk")).aggregate(Max("count"))["count__max"]
    locations = dict(Location.objects.values_list("pk", "code"))
    columns = (
        PRODUCT_COLUMNS
        | VARIANT_COLUMNS
        | option_columns(max(3, most or 0))
        | price_columns(currency)
        | stock_columns(locations.values())
    )
    writer = _Writer(currency=currency, locations=locations, paths=_category_paths())
    yield write_row(columns)
    products = products_with_details().prefetch_related("variants__stock_levels").order_by("pk")
    after = 0
    while chunk := list(products.filter(pk__gt=after)[:_PRODUCTS_AT_ONCE]):
        parts = defaultdict(list)
        for bundle, sku, units in BundleComponent.objects.filter(bundle__product__in=chunk).values_list(
            "bundle_id", "component__sku", "quantity"
        ):
            parts[bundle].append((sku, units))
        for product in chunk:
            for cells in writer.rows(product, parts):
                yield write_row(cells.get(field, "") for field in columns.values())
        after = chunk[-1].pk


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes rows of products; what is the same for all of them."""

    currency: str
    locations: Mapping[int, str]
    paths: Mapping[int, tuple[str, ...]]

    def rows(self, product: Product, parts: Mapping[int, list[tuple[str, int]]]) -> Iterator[dict[str, str]]:
        """Cells by field, a row for each variant; a product without any has one row."""
        cells = self._product(product)
        for variant in product.variants.all():
            yield cells | self._variant_cells(product, variant, parts.get(variant.pk, []))
            cells = {"handle": mark_text(product.slug)}
        if len(cells) > 1:
            yield cells

    def _product(self, product: Product) -> dict[str, str]:
        attributes = product.attributes
        pictures = {_picture_cell(media): media.alt for media in product.media.all()}
        return {
            "handle": mark_text(product.slug),
            "name": mark_text(product.name),
            "status": product.status,
            "description": mark_text(product.description),
            "vendor": mark_text(product.vendor),
            "category": write_list(self.paths.get(product.category_id or 0, ()), between=">"),
            "tags": write_list(product.tags, between=","),
            "attributes": json.dumps(attributes, ensure_ascii=False, sort_keys=True) if attributes else "",
            "tax_class": mark_text(product.tax_class),
            "seo_title": mark_text(product.seo_title),
            "seo_description": mark_text(product.seo_description),
            "released_on": product.released_on.isoformat() if product.released_on else "",
            "withdrawal_exempt": product.withdrawal_exempt,
            "pictures": json.dumps(pictures, ensure_ascii=False) if pictures else "",
        }

    def _variant_cells(self, product: Product, variant: Variant, parts: Sequence[tuple[str, int]]) -> dict[str, str]:
        cells = {
            "sku": mark_text(variant.sku),
            "source_sku": mark_text(variant.source_sku),
            "state": variant.status,
            "barcode": mark_text(variant.barcode),
            "weight": str(variant.weight_grams),
            "tracked": "yes" if variant.track_stock else "no",
            "picture": next(
                (_picture_cell(media) for media in product.media.all() if media.pk == variant.media_id), ""
            ),
            "parts": write_parts(parts),
        }
        chosen = {value.option_id: value for value in variant.option_values.all()}
        for number, option in enumerate(product.options.all(), start=1):
            if value := chosen.get(option.pk):
                cells[f"option{number}_name"] = mark_text(option.name)
                cells[f"option{number}_value"] = mark_text(value.value)
                cells[f"option{number}_colour"] = value.swatch
        for price in variant.prices.all():
            if price.currency == self.currency:
                cells["price"] = self._amount_cell(price.amount_minor)
                cells["former"] = "" if price.compare_at_minor is None else self._amount_cell(price.compare_at_minor)
        for level in [] if parts else variant.stock_levels.all():
            code = self.locations[level.location_id]
            cells |= {
                f"stock:{code}": str(level.on_hand),
                f"backorder:{code}": str(level.backorder_limit),
                f"safety:{code}": str(level.safety),
                f"expected:{code}": level.expected_on.isoformat() if level.expected_on else "",
                f"low:{code}": "" if level.low_stock_at is None else str(level.low_stock_at),
            }
        return cells

    def _amount_cell(self, minor: int) -> str:
        return f"{Decimal(minor).scaleb(-exponent(self.currency)):f}"


def _picture_cell(media: Media) -> str:
    """Return where the largest rendition lies: whoever imports this elsewhere can fetch it."""
    return f"{settings.SITE_URL}{settings.MEDIA_URL}{media.path}/{max(media.widths, default=0)}.jpg"


def _category_paths() -> dict[int, tuple[str, ...]]:
    """Return the names from the root to each category."""
    rows = {row.pk: row for row in Category.objects.all()}

    def path(pk: int) -> tuple[str, ...]:
        row = rows[pk]
        return (*(path(row.parent_id) if row.parent_id else ()), row.name)

    return {pk: path(pk) for pk in rows}
