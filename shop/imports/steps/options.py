"""What a file does not say of options, as the shop has it: their names, and the options of which it has no values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext

from shop.catalog.models import Variant
from shop.imports.records import Log, VariantRecord
from shop.imports.steps.work import Options, ProductWork


def name_options(work: ProductWork, log: Log) -> None:
    """Give the options that the file does not name the names that they have in the shop, by their place."""
    record = work.record
    if not record.unnamed_options:
        return
    said = list(dict.fromkeys(name for variant in record.variants for name, _ in variant.options or ()))
    there = dict(enumerate(work.options))  # in their order
    names: dict[str, str] = {}
    for place, name in enumerate(said):
        if name in record.unnamed_options and name not in work.options:
            own = there.get(place, name)
            names[name] = name if own in said or own in names.values() else own
    for name in (name for name, own in names.items() if name == own):
        log.note(
            record.line,
            record.handle,
            gettext('an option has values but no name; it is called "%(name)s"') % {"name": name},
        )
    variants = (
        variant if variant.options is None else replace(variant, options=_renamed(variant.options, names))
        for variant in record.variants
    )
    work.record = replace(record, variants=tuple(variants))


def complete(record: VariantRecord, variant: Variant, work: ProductWork, log: Log) -> VariantRecord:
    """Return the record with the options of the shop's variant of which it says nothing; other names are new ones."""
    if record.options is None:
        return record
    said, there = dict(record.options), dict(options_of(variant))
    silent = [name for name in work.options if name in there and name not in said]
    if not silent or not said.keys() <= there.keys():
        return record
    names = ", ".join(f"{name} {there[name]}" for name in silent)
    log.note(
        record.line,
        work.record.handle,
        gettext("%(sku)s keeps %(names)s: the file has no value for it") % {"sku": variant.sku, "names": names},
    )
    return replace(record, options=(*record.options, *((name, there[name]) for name in silent)))


def missing_options(record: VariantRecord, work: ProductWork) -> list[str]:
    """Return the options that all variants of the shop's product have, and a new one would be without."""
    said = {name for name, _ in record.options or ()}
    live = [dict(options_of(one)) for one in work.shop_variants if one.status != Variant.Status.ARCHIVED]
    common = set.intersection(*(set(options) for options in live)) if live else set()
    return [name for name in work.options if name in common - said] if said <= common else []


def options_of(variant: Variant) -> Options:
    """Return (name, value) of each option of a variant of the shop, sorted."""
    return tuple(sorted((value.option.name, value.value) for value in variant.option_values.all()))


def _renamed(options: Options, names: Mapping[str, str]) -> Options:
    return tuple((names.get(name, name), value) for name, value in options)
