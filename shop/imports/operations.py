"""Brings products into the shop, from whatever source made the records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.catalog.images import StoredImage
from shop.core.actor import By
from shop.core.errors import NotFound
from shop.imports.bundles import set_bundles
from shop.imports.checks import check_records
from shop.imports.records import Log, Notice, ProductRecord, RejectedRecord
from shop.imports.steps import ProductWork, Setup, write_batch
from shop.inventory.models import Location
from shop.pricing.models import TaxRate

# One transaction each: short enough for locks, long enough that the statements per product hardly count.
_PRODUCTS_PER_BATCH = 200
_VARIANTS_PER_BATCH = 1500

type Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Tally:
    """How many rows were new, were changed, or were as they should be."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, *, created: bool, changed: bool) -> None:
        if created:
            self.created += 1
        elif changed:
            self.changed += 1
        else:
            self.unchanged += 1


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would have done. A product counts as changed when anything of it is, stock included."""

    products: Tally = field(default_factory=Tally)
    variants: Tally = field(default_factory=Tally)
    refusals: list[RejectedRecord] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    emptied: dict[str, list[int]] = field(default_factory=dict)  # what blank cells took away, by name: the lines
    _same: set[tuple[str, str]] = field(default_factory=set)  # (handle, SKU) as it should be; without SKU the product

    def _add_products(self, works: Iterable[ProductWork], log: Log) -> None:
        for work in works:
            self.products.add(created=work.created, changed=work.touched)
            self._tell_emptied(work.emptied, work.record.line)
            if not work.touched:
                self._same.add((work.record.handle, ""))
            for variant in work.variants:
                self.variants.add(created=variant.created, changed=variant.changed)
                self._tell_emptied(variant.emptied, variant.record.line)
                if not (variant.created or variant.changed):
                    self._same.add((work.record.handle, variant.record.sku))
        self._add_log(log)

    def _tell_emptied(self, names: Iterable[str], line: int) -> None:
        for name in names:
            self.emptied.setdefault(name.replace("_", " "), []).append(line)

    def _add_bundles(self, changed: Iterable[tuple[str, str]]) -> None:
        """Count what was only changed by its parts."""
        for handle, sku in changed:
            for tally, key in ((self.variants, (handle, sku)), (self.products, (handle, ""))):
                if key in self._same:
                    self._same.remove(key)
                    tally.unchanged -= 1
                    tally.changed += 1

    def _add_log(self, log: Log) -> None:
        self.refusals += log.refusals
        self.notices += log.notices


def import_products(
    *,
    records: Sequence[ProductRecord],
    currency: str,
    by: By,
    location_code: str = "",
    pictures: Mapping[str, StoredImage] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Create or change products so that the shop holds what `records` say; importing again changes nothing.

    What a record does not say stays as it is. A product is found by its handle, a variant by its SKU or that of its
    source, else by its options. A SKU that another product has is kept as a code, and one is derived. Nothing is ever
    removed: variants and pictures that only the shop has stay. Amounts are minor units of `currency`; stock goes to
    `location_code`, by default to the location of the first priority, which is made if there is none. `pictures` maps
    the keys of picture records to stored pictures; others are left out. `progress` is told (done, all) products after
    each batch.

    Writes in transactions of some 200 products with their search documents, then what bundles are made of; what cannot
    be stored is refused in the report, and the rest is written. With `dry_run`, all of it is rolled back.

    Raises: Forbidden, NotFound (the location).
    """
    by.require("catalog.add_product")
    by.require("catalog.change_product")
    by.require("inventory.change_stocklevel")  # records bring counts
    report = ImportReport()
    log = Log()
    classes = {"standard", *TaxRate.objects.values_list("tax_class", flat=True).distinct()}
    checked = [_with_known_tax(record, log, classes) for record in check_records(records, log)]
    report._add_log(log)
    if checked:
        location_id = _location_id(location_code, dry_run=dry_run)
        setup = Setup(
            currency=currency,
            location_id=location_id,
            location_ids=dict(Location.objects.values_list("code", "pk")),
            pictures=pictures or {},
            by=by,
        )
        done = 0
        for batch in _batches(checked):
            _import_batch(batch, setup, report, dry_run=dry_run)
            done += len(batch)
            if progress:
                progress(done, len(checked))
        log = Log()
        report._add_bundles(set_bundles(records=checked, by=by, log=log, dry_run=dry_run))
        report._add_log(log)
    report.refusals.sort(key=lambda refusal: (refusal.line, refusal.handle))
    report.notices.sort(key=lambda notice: (notice.line, notice.handle))
    return report


def _with_known_tax(record: ProductRecord, log: Log, classes: Collection[str]) -> ProductRecord:
    """Without a tax class for which the shop has no rate: it would be sold without tax."""
    if record.tax_class is None or record.tax_class in classes:
        return record
    log.note(
        record.line,
        record.handle,
        _('the shop has no rate for the tax class "%(tax_class)s"; it was left out') % {"tax_class": record.tax_class},
    )
    return replace(record, tax_class=None)


def _batches(records: Iterable[ProductRecord]) -> Iterator[list[ProductRecord]]:
    batch: list[ProductRecord] = []
    variant_count = 0
    for record in records:
        batch.append(record)
        variant_count += len(record.variants)
        if len(batch) >= _PRODUCTS_PER_BATCH or variant_count >= _VARIANTS_PER_BATCH:
            yield batch
            batch, variant_count = [], 0
    if batch:
        yield batch


def _import_batch(batch: Sequence[ProductRecord], setup: Setup, report: ImportReport, *, dry_run: bool) -> None:
    """Write a batch; if the database refuses it, product by product, so that only the guilty one stays out."""
    log = Log()
    try:
        with transaction.atomic(durable=True):
            works = write_batch(records=batch, setup=setup, log=log)
            if dry_run:
                transaction.set_rollback(True)
    except (DataError, IntegrityError) as error:
        if len(batch) == 1:
            reason = _("the database refused it: %(error)s") % {"error": _reason(error)}
            report.refusals.append(RejectedRecord(batch[0].line, batch[0].handle, reason))
            return
        for record in batch:
            _import_batch([record], setup, report, dry_run=dry_run)
    else:
        report._add_products(works, log)


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _location_id(code: str, *, dry_run: bool) -> int:
    with transaction.atomic(durable=True):
        locations = Location.objects.order_by("priority", "pk")
        found = locations.filter(code=code).first() if code else locations.first()
        if code and not found:
            raise NotFound(_('The location "%(code)s" does not exist.') % {"code": code})
        found = found or Location.objects.create(code="main", name="Main warehouse")
        # A made-up location may vanish again: in a dry run so does everything that refers to it.
        transaction.set_rollback(dry_run)
        return found.pk
