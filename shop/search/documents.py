"""How a product becomes its document: pure, from rows that `catalog.queries.products_with_details` loaded.

The neutral snapshot `data` has: id, slug, name, vendor, description (HTML), tags, withdrawal_exempt, created_at (ISO,
UTC), currency, price_minor and compare_at_minor (of the cheapest variant), price_max_minor, in_stock, category {id,
name, url} or null, variants [{sku, price_minor, compare_at_minor, options [[name, value]], in_stock, picture, status,
units_left, available_from (ISO), components [{sku, name, quantity}]}], images [{path, alt, width, height, widths,
tint}] and swatches [[value, colour]]. `in_stock` means that it can be ordered; `status` is one of
`inventory.rules.StockStatus`, `units_left` is told where they are few, and `available_from` is the day on which what
is not there yet is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from shop.catalog.html import plain_text
from shop.catalog.models import Media, Product, Variant
from shop.catalog.queries import CategoryTree
from shop.core.collation import sort_key
from shop.inventory.rules import Availability

from .models import ProductDocument
from .rules import BRAND, FACET_ATTRIBUTES, facet, language_of
from .words import code_words, searchable


def build_document(
    product: Product, *, tree: CategoryTree, currency: str, locale: str, stock: Mapping[int, Availability], today: date
) -> ProductDocument | None:
    """Return the unsaved document, or None where nothing is sold: not published, or no active variant with a price.

    `locale` is the shop's, such as "pt_PT"; `stock` is what may be promised about each variant `today`
    (`inventory.queries.availability_of`).
    """
    variants = [entry for variant in product.variants.all() if (entry := _variant_data(variant, currency, stock))]
    if product.status != Product.Status.ACTIVE or not variants:
        return None
    node = tree.by_id.get(product.category_id or 0)
    cheapest = min(variants, key=lambda entry: entry["price_minor"])
    in_stock = any(entry["in_stock"] for entry in variants)
    data = {
        "id": product.pk,
        "slug": product.slug,
        "name": product.name,
        "vendor": product.vendor,
        "description": product.description,
        "tags": product.tags,
        "withdrawal_exempt": product.withdrawal_exempt,
        "created_at": product.created_at.isoformat().replace("+00:00", "Z"),
        "currency": currency,
        "price_minor": cheapest["price_minor"],
        "compare_at_minor": cheapest["compare_at_minor"],
        "price_max_minor": max(entry["price_minor"] for entry in variants),
        "in_stock": in_stock,
        "category": {"id": node.id, "name": node.name, "url": node.url} if node else None,
        "variants": variants,
        "images": [_image_data(media) for media in product.media.all()],
        "swatches": [
            [value.value, value.swatch]
            for option in product.options.all()
            for value in option.values.all()
            if value.swatch
        ],
    }
    return ProductDocument(
        product=product,
        category_ids=[part.id for part in node.trail] if node else [],
        facets=_facet_entries(product, variants),
        currency=currency,
        price_minor=cheapest["price_minor"],
        on_sale=any(entry["compare_at_minor"] for entry in variants),
        in_stock=in_stock,
        is_bestseller="bestseller" in product.tags,
        created_at=product.created_at,
        name=product.name,
        language=language_of(locale),
        sort_key=sort_key(product.name, locale),
        title=searchable(product.name),
        keywords=_keywords(product, variants, [part.name for part in node.trail] if node else []),
        body=searchable(plain_text(product.description)),
        data=data,
        changes_on=_changes_on(product, stock.values(), today),
    )


def _changes_on(product: Product, stocks: Iterable[Availability], today: date) -> date | None:
    """Return the next day on which what is promised changes by itself: a release, or an expected day that is over."""
    days = [part.expected_on + timedelta(days=1) for each in stocks for part in each.parts if part.expected_on]
    days += [product.released_on] if product.released_on else []
    return min((day for day in days if day > today), default=None)


def _variant_data(variant: Variant, currency: str, stocks: Mapping[int, Availability]) -> dict[str, Any] | None:
    price = next((price for price in variant.prices.all() if price.currency == currency), None)
    stock = stocks.get(variant.pk)
    if price is None or stock is None or variant.status != Variant.Status.ACTIVE:
        return None
    return {
        "sku": variant.sku,
        "price_minor": price.amount_minor,
        "compare_at_minor": price.compare_at_minor,
        "options": [[value.option.name, value.value] for value in variant.option_values.all()],
        "in_stock": stock.can_be_ordered,
        "picture": next((m.path for m in variant.product.media.all() if m.pk == variant.media_id), None),
        "status": stock.status,
        "units_left": stock.ready if stock.status == "low" else None,
        "available_from": stock.date.isoformat() if stock.date else None,
        "components": [
            {"sku": part.sku, "name": part.name, "quantity": part.per_piece}
            for part in (stock.parts if stock.is_bundle else ())
        ],
    }


def _image_data(media: Media) -> dict[str, Any]:
    return {
        "path": media.path,
        "alt": media.alt,
        "width": media.width,
        "height": media.height,
        "widths": media.widths,
        "tint": media.tint,
    }


def _facet_entries(product: Product, variants: list[dict[str, Any]]) -> list[str]:
    found = {facet(name, value) for entry in variants for name, value in entry["options"]}
    found |= {facet(name, str(product.attributes[name])) for name in FACET_ATTRIBUTES if product.attributes.get(name)}
    if product.vendor:
        found.add(facet(BRAND, product.vendor))
    return sorted(found)


def _keywords(product: Product, variants: list[dict[str, Any]], categories: list[str]) -> str:
    texts = [product.vendor, *categories, *product.tags, *(str(value) for value in product.attributes.values())]
    texts += [value for entry in variants for _, value in entry["options"]]
    sold = {entry["sku"] for entry in variants}
    codes = [
        code
        for row in product.variants.all()
        if row.sku in sold
        for code in (row.sku, row.barcode, row.source_sku)
        if code
    ]
    return " ".join([*(searchable(text) for text in dict.fromkeys(texts) if text), *code_words(codes)])
