"""Rows of SKU and units in a form: typed or scanned, one after another, also without script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from shop.catalog.models import BundleComponent, Variant
from shop.core.ids import new_token

MAX_DIGITS = 7


@dataclass(slots=True)
class Row:
    """A row as it was typed; `variant` is what its code means, and `error` what is wrong with it."""

    code: str = ""
    units: str = "1"
    error: str = ""
    variant: Variant | None = None

    @property
    def number(self) -> int | None:
        """The units, or None for what is no number."""
        text = self.units
        return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


class StockRows:
    """Rows of a form, by SKU or barcode. What is scanned again adds one to its row; rows of no units go away."""

    def __init__(self, data: QueryDict | None = None, *, initial: Mapping[str, int] | None = None) -> None:
        self.key = new_token()
        self.rows = [Row(code, str(units)) for code, units in (initial or {}).items()]
        self.missed = ""
        if data is None:
            self._find_variants([row.code for row in self.rows])
            self._name_rows()
            return
        self.key = data.get("key", "")[:255] or self.key
        pairs = zip(data.getlist("code"), data.getlist("units"), strict=False)
        rows = [Row(_clean(code), units.strip()[:20]) for code, units in pairs if _clean(code)]
        self.rows = [row for row in rows if row.number != 0]
        scanned = _clean(data.get("scan", ""))
        self._find_variants([row.code for row in self.rows] + [scanned])
        if scanned:
            self._add_scanned(scanned)
        self._name_rows()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def units(self, *, of_bundles: bool = False, most: int = 1_000_000) -> dict[int, int] | None:
        """Return {variant id: units}, or None after noting what is wrong. A bundle has no stock of its own."""
        bundles = self._bundles() if not of_bundles else set()
        found: dict[int, int] = {}
        for row in self.rows:
            number = row.number
            if row.variant is None:
                row.error = _("No variant has this SKU or barcode.")
            elif row.variant.pk in bundles:
                row.error = _("This is a bundle. Enter its parts instead.")
            elif number is None or not 1 <= number <= most:
                row.error = _("Enter a number from 1 to %(most)s.") % {"most": f"{most:,}"}
            else:
                found[row.variant.pk] = found.get(row.variant.pk, 0) + number
        return None if any(row.error for row in self.rows) else found

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What stands in the rows, as it was typed."""
        return [(row.code, row.units) for row in self.rows]

    def _find_variants(self, codes: list[str]) -> None:
        wanted = {spelling for code in codes if code for spelling in (code, code.upper())}
        rows = Variant.objects.filter(Q(sku__in=wanted) | Q(barcode__in=wanted)).select_related("product")
        found = list(rows.prefetch_related("option_values").order_by("pk")) if wanted else []
        found.sort(key=lambda variant: variant.status != Variant.Status.ARCHIVED)  # the last of a barcode has it
        self._known = {variant.barcode.lower(): variant for variant in found if variant.barcode}
        self._known |= {variant.sku.lower(): variant for variant in found}  # a SKU is unique, so it wins

    def _name_rows(self) -> None:
        for row in self.rows:
            row.variant = self._known.get(row.code.lower())

    def _add_scanned(self, scanned: str) -> None:
        variant = self._known.get(scanned.lower())
        if variant is None:
            self.missed = scanned
            return
        for row in self.rows:
            if self._known.get(row.code.lower()) == variant and row.number is not None:
                row.units = str(row.number + 1)
                return
        self.rows.append(Row(variant.sku))

    def _bundles(self) -> set[int]:
        keys = [row.variant.pk for row in self.rows if row.variant is not None]
        return set(BundleComponent.objects.filter(bundle__in=keys).values_list("bundle_id", flat=True))


def _clean(text: str) -> str:
    """Return a code as it may stand in the database."""
    text = text.strip()[:80]
    return text if text.isprintable() else ""
