"""Writes variants with their options and prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from shop.catalog.models import Variant
from shop.catalog.rules import options_key
from shop.imports.records import Log, VariantRecord
from shop.imports.steps.options import complete, missing_options, name_options, options_of
from shop.imports.steps.work import Options, ProductWork, Setup, VariantWork
from shop.pricing.models import Price

_VARIANT_FIELDS = (
    "sku",
    "source_sku",
    "barcode",
    "weight_grams",
    "track_stock",
    "position",
    "media_id",
    "options_key",
    "status",
)


_EMPTIED = {"barcode": "barcode", "track_stock": "stock tracking"}  # what is told when a blank cell took it away


def pair_variants(work: ProductWork, log: Log) -> None:
    """Find the row of every variant record: by SKU, by the SKU of its source, else by options; fills `work.variants`.

    Refuses a record whose options belong to a variant of the shop that the record is not about, a second record of one
    variant, and a new variant without a price or, among variants with options, without options. What staff hid or
    archived stays so unless the record says a state, and an archived one is found by its SKU alone.
    What the file does not say of options stays.
    """
    name_options(work, log)
    by_sku = {variant.sku: variant for variant in work.shop_variants}
    skus = {record.sku for record in work.record.variants}
    others = [variant for variant in work.shop_variants if variant.sku not in skus]
    by_source = {variant.source_sku: variant for variant in others if variant.source_sku}
    free = {options_of(variant): variant for variant in others if variant.status != Variant.Status.ARCHIVED}
    taken: set[Variant] = set()
    for record in work.record.variants:
        same_options = _with_options(record, free)
        variant = by_sku.get(record.sku) or by_source.get(record.source_sku or record.sku) or same_options
        if variant is not None:
            record = complete(record, variant, work, log)  # noqa: PLW2901
            same_options = _with_options(record, free)
        if reason := _refuse(record, variant, same_options, work, taken):
            log.refuse(record.line, work.record.handle, reason)
            continue
        if variant is not None:
            taken.add(variant)
            free = {key: other for key, other in free.items() if other is not variant}
        work.variants.append(_start(record, variant, work))
    _refuse_clashes(work, log)
    unsold = sorted(
        each.variant.sku
        for each in work.variants
        if each.record.state is None and each.variant.status != Variant.Status.ACTIVE
    )
    if unsold:
        names = ", ".join(unsold[:5]) + (" …" if len(unsold) > 5 else "")
        log.note(
            work.record.line,
            work.record.handle,
            gettext("hidden or archived in the shop, and left so: %(names)s") % {"names": names},
        )
    if kept := sorted(variant.sku for variant in free.values()):
        names = ", ".join(kept[:5]) + (" …" if len(kept) > 5 else "")
        log.note(
            work.record.line,
            work.record.handle,
            gettext("kept, although they are not in the file: %(names)s") % {"names": names},
        )


def _refuse(
    record: VariantRecord, variant: Variant | None, same_options: Variant | None, work: ProductWork, taken: set[Variant]
) -> str:
    """Why a record cannot be written to the variant that was found for it, or make a new one; or nothing."""
    if variant is None:
        return _refuse_new(record, work)
    if same_options is not None and same_options is not variant:
        return gettext('the variant "%(sku)s" in the shop has the options that "%(sku2)s" has in the file') % {
            "sku": same_options.sku,
            "sku2": record.sku,
        }
    return (
        (gettext('another row is also the variant "%(sku)s" in the shop') % {"sku": variant.sku})
        if variant in taken
        else ""
    )


def _refuse_new(record: VariantRecord, work: ProductWork) -> str:
    """Why a record cannot make a new variant, or nothing."""
    if record.price_minor is None:
        return gettext("the price is missing")
    if record.options is None and (work.shop_variants or work.variants):
        return gettext('the shop has no variant "%(sku)s" of this product, and the file has no options to make one') % {
            "sku": record.sku
        }
    if missing := missing_options(record, work):
        return gettext("a new variant needs a value for %(missing)s, as the others have") % {
            "missing": ", ".join(missing)
        }
    return ""


def _start(record: VariantRecord, variant: Variant | None, work: ProductWork) -> VariantWork:
    """Pair a record with its row, keeping the SKU of a row that the source calls otherwise."""
    if variant is None:
        return VariantWork(record, Variant(product=work.product), created=True)
    if variant.source_sku and variant.source_sku == (record.source_sku or record.sku):
        record = replace(record, sku=variant.sku, source_sku=variant.source_sku)
    elif record.sku_derived:
        record = replace(record, sku=variant.sku)
    return VariantWork(record, variant, created=False)


def save_variants(works: Sequence[ProductWork], setup: Setup) -> None:
    """Write variants and their option values. Two variants may swap their options."""
    for work in works:
        last = max((variant.position for variant in work.shop_variants), default=-1)
        for index, each in enumerate(work.variants):
            position = index if work.is_whole else last + 1 + index if each.created else each.variant.position
            for name, value in _variant_values(each, work, position, setup).items():
                if (before := getattr(each.variant, name)) != value:
                    each.changed = True
                    if name in _EMPTIED and before and not value and not each.created:
                        each.emptied.append(_EMPTIED[name])
                    each.options_changed |= name == "options_key"
                    setattr(each.variant, name, value)
    every = [each for work in works for each in work.variants]
    reassigned = [each.variant for each in every if each.options_changed and not each.created]
    if reassigned:
        # A unique key is checked row by row, so that two rows could not swap theirs: out of the way first.
        keys = [variant.options_key for variant in reassigned]
        for variant in reassigned:
            variant.options_key = f"~{variant.pk}"
        Variant.objects.bulk_update(reassigned, ["options_key"])
        for variant, key in zip(reassigned, keys, strict=True):
            variant.options_key = key
    Variant.objects.bulk_create([each.variant for each in every if each.created])
    changed = [each.variant for each in every if each.changed and not each.created]
    Variant.objects.bulk_update(changed, [name.removesuffix("_id") for name in _VARIANT_FIELDS])
    _save_option_links(works)


def save_prices(works: Sequence[ProductWork], setup: Setup, log: Log) -> None:
    """Write the prices in the import's currency; prices in other currencies stay."""
    prices: list[Price] = []
    for work in works:
        for each in work.variants:
            shop_prices = [] if each.created else each.variant.prices.all()
            known = next((price for price in shop_prices if price.currency == setup.currency), None)
            wanted = _wanted_price(each.record, known, work, log)
            if wanted is None or (known and (known.amount_minor, known.compare_at_minor) == wanted):
                continue
            each.changed = True
            if known and known.compare_at_minor and wanted[1] is None and each.record.compare_at_minor == 0:
                each.emptied.append("former price")
            amounts = {"amount_minor": wanted[0], "compare_at_minor": wanted[1]}
            prices.append(Price(variant=each.variant, currency=setup.currency, **amounts))
    Price.objects.bulk_create(
        prices,
        update_conflicts=True,
        unique_fields=["variant", "currency"],
        update_fields=["amount_minor", "compare_at_minor"],
    )


def _wanted_price(
    record: VariantRecord, known: Price | None, work: ProductWork, log: Log
) -> tuple[int, int | None] | None:
    """Return price and former price as they shall be, None where there is no price at all."""
    amount = record.price_minor if record.price_minor is not None else known.amount_minor if known else None
    if amount is None:
        return None
    before = (
        record.compare_at_minor if record.compare_at_minor is not None else known.compare_at_minor if known else None
    )
    if not before:
        return amount, None
    if before <= amount:
        log.note(
            record.line,
            work.record.handle,
            gettext("the former price is not above the price any more; it was left out"),
        )
        return amount, None
    return amount, before


def _variant_values(each: VariantWork, work: ProductWork, position: int, setup: Setup) -> dict[str, Any]:
    """The variant's columns. What a record does not say, or a picture that is not stored, leaves the shop's."""
    record, variant = each.record, each.variant
    picture = setup.pictures.get(record.picture_key)
    media = work.media.get(picture.path) if picture else None
    tracked = record.tracked
    if tracked is None:
        tracked = bool(record.quantity is not None or record.counts) if each.created else variant.track_stock
    options = record.options
    if options is None and each.created:
        options = ()
    return {
        "sku": record.sku,
        "source_sku": record.source_sku or variant.source_sku,
        "barcode": variant.barcode if record.barcode is None else record.barcode,
        "weight_grams": variant.weight_grams if record.weight_grams is None else record.weight_grams,
        "track_stock": tracked,
        "position": position,
        "status": record.state or variant.status,
        "media_id": media.pk if media else variant.media_id,
        "options_key": (
            variant.options_key if options is None else options_key(work.values[pair].pk for pair in options)
        ),
    }


def _save_option_links(works: Sequence[ProductWork]) -> None:
    link = Variant.option_values.through
    changed = [(work, each) for work in works for each in work.variants if each.options_changed]
    known = [each.variant.pk for _, each in changed if not each.created]
    if known:
        link.objects.filter(variant_id__in=known).delete()
    link.objects.bulk_create(
        link(variant_id=each.variant.pk, optionvalue_id=work.values[pair].pk)
        for work, each in changed
        for pair in each.record.options or ()
    )


def _refuse_clashes(work: ProductWork, log: Log) -> None:
    """Refuse records whose options a variant of the shop keeps, which may be one whose own record was refused."""
    while True:
        written = {each.variant for each in work.variants if not each.created}
        live = (one for one in work.shop_variants if one.status != Variant.Status.ARCHIVED and one not in written)
        by_options = {options_of(one): one for one in live}
        clashing = [
            (each, other)
            for each in work.variants
            if (each.record.state or each.variant.status) != Variant.Status.ARCHIVED
            and (other := _with_options(each.record, by_options)) is not None
        ]
        if not clashing:
            return
        for each, other in clashing:
            reason = gettext('the variant "%(sku)s" in the shop has the options that "%(sku2)s" has in the file') % {
                "sku": other.sku,
                "sku2": each.record.sku,
            }
            log.refuse(each.record.line, work.record.handle, reason)
            work.variants.remove(each)


def _with_options(record: VariantRecord, free: Mapping[Options, Variant]) -> Variant | None:
    """Return the shop's variant that has the record's options."""
    return None if record.options is None else free.get(tuple(sorted(record.options)))
