"""Writes variants with their options, prices and stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shop.catalog.models import BundleComponent, Variant
from shop.catalog.rules import options_key
from shop.imports.records import Log, VariantRecord
from shop.imports.steps.work import Options, ProductWork, Setup, VariantWork
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockLevel, StockMovement
from shop.inventory.steps import insert_movements, movement
from shop.pricing.models import Price

# How many may be sold of what a source lets sell "without end": far from the edge of the column.
UNBOUNDED_BACKORDER = 1_000_000

_VARIANT_FIELDS = ("sku", "barcode", "weight_grams", "track_stock", "position", "media_id", "options_key")


def pair_variants(work: ProductWork, log: Log) -> None:
    """Find the row of every variant record: by SKU, else by options; fills `work.variants`.

    Refuses a record whose options belong to a variant of the shop that the record is not about. A file says nothing
    about a variant's state: what staff hid or archived stays so, and an archived one is found by its SKU alone.
    """
    by_sku = {variant.sku: variant for variant in work.shop_variants}
    skus = {record.sku for record in work.record.variants}
    there = [variant for variant in work.shop_variants if variant.status != Variant.Status.ARCHIVED]
    free = {_options_of(variant): variant for variant in there if variant.sku not in skus}
    for record in work.record.variants:
        known = by_sku.get(record.sku)
        same_options = free.get(_sorted(record.options))
        if known and same_options:
            log.refuse(
                record.line,
                work.record.handle,
                f'the variant "{same_options.sku}" in the shop has the options that "{record.sku}" has in the file',
            )
            continue
        variant = known or free.pop(_sorted(record.options), None)
        created = variant is None
        work.variants.append(VariantWork(record, variant or Variant(product=work.product), created=created))
    unsold = sorted(each.variant.sku for each in work.variants if each.variant.status != Variant.Status.ACTIVE)
    if unsold:
        names = ", ".join(unsold[:5]) + (" …" if len(unsold) > 5 else "")
        log.note(work.record.line, work.record.handle, f"hidden or archived in the shop, and left so: {names}")
    if kept := sorted(variant.sku for variant in free.values()):
        names = ", ".join(kept[:5]) + (" …" if len(kept) > 5 else "")
        log.note(work.record.line, work.record.handle, f"kept, although they are not in the file: {names}")


def save_variants(works: Sequence[ProductWork], setup: Setup) -> None:
    """Write variants and their option values. Two variants may swap their options."""
    for work in works:
        for position, each in enumerate(work.variants):
            for name, value in _variant_values(each, work, position, setup).items():
                if getattr(each.variant, name) != value:
                    each.changed = True
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


def save_prices(works: Sequence[ProductWork], setup: Setup) -> None:
    """Write the prices in the import's currency; prices in other currencies stay."""
    prices: list[Price] = []
    for each in (each for work in works for each in work.variants):
        shop_prices = [] if each.created else each.variant.prices.all()
        known = next((price for price in shop_prices if price.currency == setup.currency), None)
        wanted = (each.record.price_minor, each.record.compare_at_minor)
        if known is None or (known.amount_minor, known.compare_at_minor) != wanted:
            each.changed = True
            amounts = {"amount_minor": wanted[0], "compare_at_minor": wanted[1]}
            prices.append(Price(variant=each.variant, currency=setup.currency, **amounts))
    Price.objects.bulk_create(
        prices,
        update_conflicts=True,
        unique_fields=["variant", "currency"],
        update_fields=["amount_minor", "compare_at_minor"],
    )


def save_stock(works: Sequence[ProductWork], setup: Setup, log: Log) -> None:
    """Write the counts at the import's location. Locks the stock levels that change, in the order of their keys.

    `on_hand` becomes what the record says. Where orders already hold more than that, the back-order limit makes up
    the difference, so that nothing is invented and nothing more can be sold. A bundle has no count.
    """
    bundles = _bundles(works)
    new: list[tuple[StockLevel, int]] = []
    moved: dict[int, tuple[VariantWork, ProductWork]] = {}
    for work in works:
        for each in work.variants:
            if each.record.quantity is None:
                continue
            if each.variant.pk in bundles:
                message = f"{each.record.sku} is a bundle: its parts are counted"
                log.note(each.record.line, work.record.handle, message)
                continue
            levels = [] if each.created else each.variant.stock_levels.all()
            level = next((level for level in levels if level.location_id == setup.location_id), None)
            if level is None:
                limit = _limit(each.record, 0)
                level = StockLevel(variant=each.variant, location_id=setup.location_id, backorder_limit=limit)
                new.append((level, each.record.quantity))
                each.changed = True
            elif _differs(level, each.record) or level.promised > each.record.quantity:
                moved[each.variant.pk] = (each, work)
    StockLevel.objects.bulk_create(level for level, _ in new)
    _count(new, StockMovement.Kind.RECEIVE, setup)
    if moved:
        _move_stock(moved, setup, log)


def _bundles(works: Sequence[ProductWork]) -> set[int]:
    known = [each.variant.pk for work in works for each in work.variants if not each.created and each.record.quantity]
    return set(BundleComponent.objects.filter(bundle__in=known).values_list("bundle_id", flat=True))


def _move_stock(moved: dict[int, tuple[VariantWork, ProductWork]], setup: Setup, log: Log) -> None:
    changed: list[tuple[StockLevel, VariantRecord]] = []
    for level in lock_levels(variant_ids=moved.keys(), location_id=setup.location_id):
        each, work = moved[level.variant_id]
        short = level.promised - (each.record.quantity or 0)
        if short > (UNBOUNDED_BACKORDER if each.record.backorder else 0):
            message = f"orders hold {short} more than there are; no more are sold"
            log.note(each.record.line, work.record.handle, message)
        if _differs(level, each.record):
            each.changed = True
            changed.append((level, each.record))
    _set_limits([(level, max(level.backorder_limit, _limit(record, level.promised))) for level, record in changed])
    counts = [(level, (record.quantity or 0) - level.on_hand) for level, record in changed]
    _count(counts, StockMovement.Kind.ADJUST, setup)
    _set_limits([(level, _limit(record, level.promised)) for level, record in changed])  # lower only after the count


def _count(changes: Sequence[tuple[StockLevel, int]], kind: StockMovement.Kind, setup: Setup) -> None:
    insert_movements(
        movement(level_id=level.pk, kind=kind, on_hand=units, actor=setup.actor, now=setup.now, note="Import")
        for level, units in changes
        if units
    )


def _set_limits(limits: Sequence[tuple[StockLevel, int]]) -> None:
    changed = [level for level, limit in limits if level.backorder_limit != limit]
    for level, limit in limits:
        level.backorder_limit = limit
    StockLevel.objects.bulk_update(changed, ["backorder_limit"])


def _differs(level: StockLevel, record: VariantRecord) -> bool:
    return (level.on_hand, level.backorder_limit) != (record.quantity, _limit(record, level.promised))


def _limit(record: VariantRecord, promised: int) -> int:
    return max(UNBOUNDED_BACKORDER if record.backorder else 0, promised - (record.quantity or 0))


def _variant_values(each: VariantWork, work: ProductWork, position: int, setup: Setup) -> dict[str, Any]:
    """The variant's columns. A record that names no picture, or none that is stored, leaves the shop's."""
    record = each.record
    picture = setup.pictures.get(record.picture_key)
    media = work.media.get(picture.path) if picture else None
    return {
        "sku": record.sku,
        "barcode": record.barcode,
        "weight_grams": record.weight_grams,
        "track_stock": record.tracked and record.quantity is not None,
        "position": position,
        "media_id": media.pk if media else each.variant.media_id,
        "options_key": options_key(work.values[pair].pk for pair in record.options),
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
        for pair in each.record.options
    )


def _options_of(variant: Variant) -> Options:
    return _sorted(tuple((value.option.name, value.value) for value in variant.option_values.all()))


def _sorted(options: Options) -> Options:
    return tuple(sorted(options))
