"""Checks records before anything is written, so that one product that cannot be stored never costs others.

What a column cannot hold is refused where it would change what is sold (names, SKUs, options), and cut where it is
only told (vendor, search texts, alternative texts). Needs no database: the widths come from the models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.contrib.postgres.fields import ArrayField

from shop.catalog.html import sanitise_html
from shop.catalog.models import Category, Media, OptionType, OptionValue, Product, Variant
from shop.catalog.rules import MAX_VARIANTS, missed_check_digit
from shop.core.contact import is_blank
from shop.imports.records import Log, PictureRecord, ProductRecord, VariantRecord

# PostgreSQL's full-text index takes at most 1 MB of words per product.
_LONGEST_DESCRIPTION = 200_000
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d{2}", re.ASCII)  # what spreadsheets make of long numbers: digits are lost


def check_records(records: Iterable[ProductRecord], log: Log) -> Iterator[ProductRecord]:
    """Yield the records that can be stored, cleaned, each handle and each SKU once; the rest is refused in `log`."""
    handles: set[str] = set()
    skus: set[str] = set()
    for record in records:
        reason = _refuse_product(record, handles)
        if reason:
            log.refuse(record.line, record.handle, reason)
            continue
        handles.add(record.handle)
        variants = tuple(variant for variant in record.variants if _accept_variant(variant, record, skus, log))
        if variants or not record.variants:
            yield _clean(replace(record, variants=variants), log)


def _refuse_product(record: ProductRecord, handles: set[str]) -> str:
    """Why a product cannot be stored, or nothing."""
    if record.handle in handles:
        return "the handle was used by an earlier product"
    if len(record.handle) > width(Product, "slug"):
        return f"the handle is longer than {width(Product, 'slug')} characters"
    name = record.name or ""
    if len(name) > width(Product, "name") or (name and is_blank(name)):
        longer = f"the title is longer than {width(Product, 'name')} characters"
        return "the title holds nothing that can be seen" if is_blank(name) else longer
    if len(record.description_html or "") > _LONGEST_DESCRIPTION:
        return f"the description is longer than {_LONGEST_DESCRIPTION:,} characters"
    if len(record.variants) > MAX_VARIANTS:
        return f"the product has more than {MAX_VARIANTS:,} variants"
    return ""


def _accept_variant(variant: VariantRecord, record: ProductRecord, skus: set[str], log: Log) -> bool:
    reason = ""
    if len(variant.sku) > width(Variant, "sku"):
        reason = f"the SKU is longer than {width(Variant, 'sku')} characters"
    elif variant.sku in skus:
        reason = f'the SKU "{variant.sku}" was used by an earlier product'
    elif any(len(name) > width(OptionType, "name") for name, _ in variant.options or ()):
        reason = f"an option's name is longer than {width(OptionType, 'name')} characters"
    elif any(len(value) > width(OptionValue, "value") for _, value in variant.options or ()):
        reason = f"an option's value is longer than {width(OptionValue, 'value')} characters"
    if reason:
        log.refuse(variant.line, record.handle, reason)
        return False
    skus.add(variant.sku)
    return True


def _clean(record: ProductRecord, log: Log) -> ProductRecord:
    def cut[T: str | None](text: T, limit: int, name: str) -> T | str:
        if text is None or len(text) <= limit:
            return text
        log.note(record.line, record.handle, f"{name} was cut to {limit} characters")
        return text[: limit - 1].rstrip() + "…"

    tags_field = Product._meta.get_field("tags")
    assert isinstance(tags_field, ArrayField)
    longest_tag = int(tags_field.base_field.max_length or 0)
    tags = None if record.tags is None else tuple(tag for tag in record.tags if len(tag) <= longest_tag)
    if len(tags or ()) < len(record.tags or ()):
        log.note(record.line, record.handle, f"tags longer than {longest_tag} characters were left out")
    alt_width = width(Media, "alt")
    return replace(
        record,
        description_html=None if record.description_html is None else sanitise_html(record.description_html),
        vendor=cut(record.vendor, width(Product, "vendor"), "the vendor"),
        category_path=None
        if record.category_path is None
        else tuple(cut(name, width(Category, "name"), "the category") for name in record.category_path),
        tags=tags,
        seo_title=cut(record.seo_title, width(Product, "seo_title"), "the SEO title"),
        seo_description=cut(record.seo_description, width(Product, "seo_description"), "the SEO description"),
        pictures=tuple(PictureRecord(p.key, cut(p.alt, alt_width, "an alternative text")) for p in record.pictures),
        variants=tuple(_clean_variant(variant, record, log) for variant in record.variants),
    )


def _clean_variant(variant: VariantRecord, record: ProductRecord, log: Log) -> VariantRecord:
    if _ROUNDED.fullmatch(variant.barcode or ""):
        told = f'the barcode "{variant.barcode}" was rounded by a spreadsheet; it was left out'
        log.note(variant.line, record.handle, told)
        return replace(variant, barcode=None)
    if len(variant.barcode or "") <= width(Variant, "barcode"):
        if digit := missed_check_digit(variant.barcode or ""):
            told = f'the barcode "{variant.barcode}" is no GTIN, it would end with {digit}; it was kept'
            log.note(variant.line, record.handle, told)
        return variant
    log.note(variant.line, record.handle, f'the barcode of "{variant.sku}" is too long; it was left out')
    return replace(variant, barcode=None)


def width(model: Any, field: str) -> int:
    """How many characters a column holds."""
    return int(model._meta.get_field(field).max_length)
