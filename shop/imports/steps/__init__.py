"""Writes a batch of checked records inside the caller's transaction, with few statements for many products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as _

from shop.catalog.models import Product, Variant
from shop.catalog.queries import products_with_details
from shop.imports.locks import lock_imports
from shop.imports.records import Log, ProductRecord
from shop.imports.skus import derived_sku
from shop.imports.steps import products, stock, variants
from shop.imports.steps.work import ProductWork, Setup, start_work
from shop.search.models import StaleProduct
from shop.search.steps import refresh_documents

__all__ = ["ProductWork", "Setup", "write_batch"]


def write_batch(*, records: Sequence[ProductRecord], setup: Setup, log: Log) -> list[ProductWork]:
    """Create or change the products of `records`; returns them with what became of them.

    Rows that are as they should be are not written. Locks: one import at a time, then the stock levels that change.

    Raises: IntegrityError, DataError (somebody else wrote the same SKU or slug meanwhile, or a value does not fit).
    """
    assert connection.in_atomic_block, "write_batch writes inside the caller's transaction"
    lock_imports()
    known = {product.slug: product for product in _find_products(records)}
    works = [start_work(record, known.get(record.handle)) for record in _with_own_skus(records, log)]
    bare = {work.record.handle for work in works if not work.record.variants and not work.created}
    for work in works:
        if work.created and not work.record.name:
            log.refuse(work.record.line, work.record.handle, _("the shop has no such product, and no row has a title"))
            continue
        if work.created and not work.record.variants:
            log.refuse(work.record.line, work.record.handle, _("the shop has no such product, and no row has a price"))
            continue
        variants.pair_variants(work, log)
        work.record = replace(work.record, variants=tuple(each.record for each in work.variants))
    works = [work for work in works if work.variants or work.record.handle in bare]
    products.save_products(works)
    products.save_options(works)
    products.save_media(works, setup)
    variants.save_variants(works, setup)
    products.drop_unused_options(works)
    variants.save_prices(works, setup, log)
    for work in works:
        work.changed |= any(each.created or each.changed for each in work.variants)
    products.save_changed_products(works, setup)
    stock.save_stock(works, setup, log)
    stock.save_levels(works, setup, log)
    _refresh_search([work.product.pk for work in works if work.touched])
    return works


def _find_products(records: Sequence[ProductRecord]) -> Iterable[Product]:
    products = products_with_details().prefetch_related("variants__stock_levels")
    return products.filter(slug__in=[record.handle for record in records])


def _with_own_skus(records: Sequence[ProductRecord], log: Log) -> Iterable[ProductRecord]:
    """Give variants whose SKU belongs to another product of the shop one of their own, and say so."""
    owners = _owners([variant.sku for record in records for variant in record.variants])
    for record in records:
        variants = []
        for variant in record.variants:
            owner = owners.get(variant.sku, record.handle)
            if owner == record.handle:
                variants.append(variant)
                continue
            sku = derived_sku(record.handle, variant.options or ())
            log.note(
                variant.line,
                record.handle,
                _('the SKU "%(sku)s" belongs to "%(owner)s"; this one became "%(sku2)s"')
                % {"sku": variant.sku, "owner": owner, "sku2": sku},
            )
            variants.append(replace(variant, sku=sku, source_sku=variant.source_sku or variant.sku))
        yield replace(record, variants=tuple(variants))


def _owners(skus: Sequence[str]) -> Mapping[str, str]:
    return dict(Variant.objects.filter(sku__in=skus).values_list("sku", "product__slug"))


def _refresh_search(product_ids: Sequence[int]) -> None:
    """Make the search documents anew, so that the notes which the triggers left are settled."""
    if product_ids:
        StaleProduct.objects.filter(product_id__in=product_ids).delete()
        refresh_documents(product_ids=product_ids)
