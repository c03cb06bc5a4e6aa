"""Lets variants be made of others, once everything else of a file is in the shop: a part may stand below its bundle."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from shop.catalog.models import BundleComponent, Variant
from shop.catalog.operations import set_bundle
from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput
from shop.imports.records import Log, ProductRecord


def set_bundles(*, records: Sequence[ProductRecord], by: By, log: Log, dry_run: bool) -> list[tuple[str, str]]:
    """Make the bundles that records name; returns (handle, SKU) of those that changed, or would.

    Each in its own transaction, by the operation that staff use; what it refuses is refused in the log. Two queries
    where nothing is to be done.
    """
    asked = [(record, each, dict(each.parts)) for record in records for each in record.variants if each.parts]
    if not asked:
        return []
    names = {name for _, each, parts in asked for name in (each.sku, *parts)}
    found = {sku: (pk, handle) for pk, sku, handle in Variant.objects.filter(sku__in=names).values_list(
        "pk", "sku", "product__slug"
    )}  # fmt: skip
    made: dict[str, dict[str, int]] = {}
    rows = BundleComponent.objects.filter(bundle__sku__in=[each.sku for _, each, _ in asked])
    for bundle, sku, units in rows.values_list("bundle__sku", "component__sku", "quantity"):
        made.setdefault(bundle, {})[sku] = units
    coming = {each.sku for record in records for each in record.variants} if dry_run else set()
    changed = []
    for record, each, parts in asked:
        if found.get(each.sku, (0, record.handle))[1] != record.handle or (each.sku not in found and not dry_run):
            continue  # refused, or kept under another SKU: told already
        if missing := sorted(set(parts) - found.keys() - coming):
            log.refuse(
                each.line,
                record.handle,
                gettext('the shop has no "%(missing)s", a part of "%(sku)s"')
                % {"missing": missing[0], "sku": each.sku},
            )
            continue
        if made.get(each.sku, {}) == parts:
            continue
        changed.append((record.handle, each.sku))
        if dry_run:
            continue
        try:
            set_bundle(
                variant_id=found[each.sku][0],
                components={found[sku][0]: units for sku, units in parts.items()},
                by=by,
            )
        except DomainError as error:
            changed.pop()
            said = " ".join(error.fields.values()) if isinstance(error, InvalidInput) else error.message
            log.refuse(
                each.line, record.handle, gettext('the parts of "%(sku)s": %(said)s') % {"sku": each.sku, "said": said}
            )
    return changed
