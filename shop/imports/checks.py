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
from django.utils.translation import gettext

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
        return gettext("the handle was already used by an earlier product")
    if len(record.handle) > width(Product, "slug"):
        return gettext("the handle is longer than %(max)s characters") % {"max": width(Product, "slug")}
    name = record.name or ""
    if len(name) > width(Product, "name") or (name and is_blank(name)):
        longer = gettext("the title is longer than %(max)s characters") % {"max": width(Product, "name")}
        return gettext("the title contains only invisible characters") if is_blank(name) else longer
    if len(record.description_html or "") > _LONGEST_DESCRIPTION:
        return gettext("the description is longer than %(max)s characters") % {"max": f"{_LONGEST_DESCRIPTION:,}"}
    if len(record.variants) > MAX_VARIANTS:
        return gettext("the product has more than %(max)s variants") % {"max": f"{MAX_VARIANTS:,}"}
    return ""


def _accept_variant(variant: VariantRecord, record: ProductRecord, skus: set[str], log: Log) -> bool:
    reason = ""
    if len(variant.sku) > width(Variant, "sku"):
        reason = gettext("the SKU is longer than %(max)s characters") % {"max": width(Variant, "sku")}
    elif variant.sku in skus:
        reason = gettext('the SKU "%(sku)s" was already used by an earlier product') % {"sku": variant.sku}
    elif any(len(name) > width(OptionType, "name") for name, _ in variant.options or ()):
        reason = gettext("an option's name is longer than %(max)s characters") % {"max": width(OptionType, "name")}
    elif any(len(value) > width(OptionValue, "value") for _, value in variant.options or ()):
        reason = gettext("an option's value is longer than %(max)s characters") % {"max": width(OptionValue, "value")}
    if reason:
        log.refuse(variant.line, record.handle, reason)
        return False
    skus.add(variant.sku)
    return True


def _clean(record: ProductRecord, log: Log) -> ProductRecord:
    def cut[T: str | None](text: T, limit: int, name: str) -> T | str:
        if text is None or len(text) <= limit:
            return text
        log.note(
            record.line,
            record.handle,
            gettext("%(name)s was cut to %(limit)s characters") % {"name": name, "limit": limit},
        )
        return text[: limit - 1].rstrip() + "…"

    tags_field = Product._meta.get_field("tags")
    assert isinstance(tags_field, ArrayField)
    longest_tag = int(tags_field.base_field.max_length or 0)
    tags = None if record.tags is None else tuple(tag for tag in record.tags if len(tag) <= longest_tag)
    if len(tags or ()) < len(record.tags or ()):
        log.note(
            record.line,
            record.handle,
            gettext("tags longer than %(longest_tag)s characters were left out") % {"longest_tag": longest_tag},
        )
    alt_width = width(Media, "alt")
    return replace(
        record,
        description_html=None if record.description_html is None else sanitise_html(record.description_html),
        vendor=cut(record.vendor, width(Product, "vendor"), gettext("the vendor")),
        category_path=None
        if record.category_path is None
        else tuple(cut(name, width(Category, "name"), gettext("the category")) for name in record.category_path),
        tags=tags,
        seo_title=cut(record.seo_title, width(Product, "seo_title"), gettext("the SEO title")),
        seo_description=cut(record.seo_description, width(Product, "seo_description"), gettext("the SEO description")),
        pictures=tuple(
            PictureRecord(p.key, cut(p.alt, alt_width, gettext("an alternative text"))) for p in record.pictures
        ),
        variants=tuple(_clean_variant(variant, record, log) for variant in record.variants),
    )


def _clean_variant(variant: VariantRecord, record: ProductRecord, log: Log) -> VariantRecord:
    if _ROUNDED.fullmatch(variant.barcode or ""):
        text = gettext('the barcode "%(barcode)s" was rounded by a spreadsheet; it was left out') % {
            "barcode": variant.barcode
        }
        log.note(variant.line, record.handle, text)
        return replace(variant, barcode=None)
    if len(variant.barcode or "") <= width(Variant, "barcode"):
        if digit := missed_check_digit(variant.barcode or ""):
            text = gettext(
                'the barcode "%(barcode)s" is not a valid GTIN, which would end with %(digit)s; '
                "it was imported as it is"
            ) % {"barcode": variant.barcode, "digit": digit}
            log.note(variant.line, record.handle, text)
        return variant
    log.note(
        variant.line,
        record.handle,
        gettext('the barcode of "%(sku)s" is too long; it was left out') % {"sku": variant.sku},
    )
    return replace(variant, barcode=None)


def width(model: Any, field: str) -> int:
    """How many characters a column holds."""
    return int(model._meta.get_field(field).max_length)
