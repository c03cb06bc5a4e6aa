"""SKUs for variants that have none of their own: without one, or with one that an earlier variant has. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from shop.core.slugs import digest, make_slug
from shop.imports.records import Log, VariantRecord

_LONGEST = 60


def derive_skus(found: Mapping[str, list[VariantRecord]], log: Log) -> None:
    """Give variants, by handle, SKUs of their own, in place, and note where that is not the SKU of the source.

    It depends on the handle and the option values alone, so that the next import finds it again. The SKU of the
    source stays searchable as a code.
    """
    owners: dict[str, tuple[str, int]] = {}
    for handle, variants in found.items():
        for variant in variants:
            if variant.sku:
                owners.setdefault(variant.sku, (handle, variant.line))
    for handle, variants in found.items():
        for index, variant in enumerate(variants):
            if variant.sku and owners[variant.sku] == (handle, variant.line):
                continue
            sku = derived_sku(handle, variant.options or (), taken=owners)
            if variant.sku:
                line = owners[variant.sku][1]
                log.note(
                    variant.line,
                    handle,
                    gettext('the SKU "%(sku)s" is used on line %(line)s; this one became "%(sku2)s"')
                    % {"sku": variant.sku, "line": line, "sku2": sku},
                )
            owners[sku] = (handle, variant.line)
            variants[index] = replace(variant, sku=sku, source_sku=variant.sku, sku_derived=not variant.sku)


def derived_sku(handle: str, options: Sequence[tuple[str, str]], *, taken: Mapping[str, object] | None = None) -> str:
    """Return handle and option values in capitals; with a mark where that would not tell variants apart."""
    values = [value for _, value in options]
    sku = "-".join([handle, *map(make_slug, values)]).upper()
    if not all(map(make_slug, values)) or len(sku) > _LONGEST or sku in (taken or {}):
        sku = f"{sku[: _LONGEST - 9]}-{digest('/'.join([handle, *values])).upper()}"
    return sku
