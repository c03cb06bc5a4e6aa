"""The rows of variants on the product page: which of them a page shows, and what they need beyond their own table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from shop.catalog.models import BundleComponent, OptionType, OptionValue, Product, Variant
from shop.inventory.models import Location, StockLevel
from shop.inventory.queries import get_default_location
from shop.pricing.models import Price

# A row has some 18 fields. With as many pictures as an import brings, and 20 new rows, a page stays within
# settings.DATA_UPLOAD_MAX_NUMBER_FIELDS: a test counts.
PER_PAGE = 40
LONG_LIST = 60  # values of an option that every row can list


@dataclass(slots=True)
class Grid:
    """Which variants the page shows, by its address: `?find=` in SKUs and options, `?archived=1`, `?variants=2`."""

    find: str = ""
    archived: bool = False
    number: str = "1"
    page: Page[int] | None = None
    active_count: int = 0
    archived_count: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> Grid:
        """Read the address; what makes no sense is the first page."""
        find = request.GET.get("find", "").replace("\x00", "").strip()[:120]
        return cls(find, bool(request.GET.get("archived")), request.GET.get("variants", "1"))

    def rows(self, product: Product) -> QuerySet[Variant]:
        """Return the variants of the page that was asked for, and remember how many there are."""
        every = Variant.objects.filter(product=product.pk)  # of a product that is not stored yet: none
        self.archived_count = every.filter(status=Variant.Status.ARCHIVED).count()
        self.active_count = every.count() - self.archived_count
        found = every.filter(status=Variant.Status.ARCHIVED) if self.archived else every
        if not self.archived:
            found = found.exclude(status=Variant.Status.ARCHIVED)
        for word in self.find.split():
            values = OptionValue.objects.filter(option__product=product, value__holds=word)
            found = found.filter(Q(sku__icontains=word) | Q(barcode=word) | Q(option_values__in=values)).distinct()
        keys = found.order_by("position", "pk").values_list("pk", flat=True)
        self.page = page = Paginator(keys, PER_PAGE).get_page(self.number)
        return Variant.objects.filter(pk__in=list(page.object_list)).order_by("position", "pk")

    @property
    def is_needed(self) -> bool:
        """Whether there is more to the variants than one page of them."""
        return bool(self.archived or self.archived_count or self.find or self.active_count > PER_PAGE)

    @property
    def everything_url(self) -> str:
        """The address without the words that are searched for."""
        return "?archived=1#variants" if self.archived else "?#variants"

    def links(self) -> list[dict[str, Any]]:
        """Return the links to the pages; a gap has no address."""
        assert self.page is not None, "rows() was asked for the page"
        pages = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        here = self.page.number
        return [
            {"label": label, "url": self.url(label) if isinstance(label, int) else "", "current": label == here}
            for label in pages
        ]

    def url(self, number: int | str) -> str:
        """Return the address of a page of what is shown."""
        asked = {"find": self.find, "archived": "1" if self.archived else "", "variants": str(number)}
        return f"?{urlencode({name: text for name, text in asked.items() if text})}#variants"


@dataclass(slots=True)
class VariantTable:
    """What the variants' rows need beyond their own table, read once for all of them."""

    currency: str
    location: Location | None
    options: list[OptionType] = field(default_factory=list)
    pictures: list[tuple[Any, str]] = field(default_factory=list)
    prices: dict[int, Price] = field(default_factory=dict)
    levels: dict[int, StockLevel] = field(default_factory=dict)
    values: dict[int, list[OptionValue]] = field(default_factory=dict)
    parts: dict[int, list[str]] = field(default_factory=dict)

    @property
    def long_options(self) -> list[OptionType]:
        """Options whose values are listed once for all rows."""
        return [option for option in self.options if len(option.values.all()) > LONG_LIST]


def read_table(product: Product, rows: QuerySet[Variant], *, currency: str) -> VariantTable:
    """Read options, prices, stock, parts and pictures of some of a product's variants: seven queries for any number."""
    try:
        table = VariantTable(currency, get_default_location())
    except Location.DoesNotExist:
        table = VariantTable(currency, None)
    table.pictures = [("", gettext("First picture"))]
    if product.pk:
        keys = [variant.pk for variant in rows]
        table.options = list(product.options.prefetch_related("values"))
        table.pictures += [
            (media.pk, f"{n}: {media.alt}"[:60].rstrip(": ")) for n, media in enumerate(product.media.all(), start=1)
        ]
        prices = Price.objects.filter(variant__in=keys, currency=currency)
        table.prices = {price.variant_id: price for price in prices}
        levels = StockLevel.objects.filter(variant__in=keys, location=table.location)
        table.levels = {level.variant_id: level for level in levels}
        for variant in Variant.objects.filter(pk__in=keys).prefetch_related("option_values"):
            table.values[variant.pk] = list(variant.option_values.all())
        made_of = BundleComponent.objects.filter(bundle__in=keys).order_by("pk")
        for key, quantity, sku in made_of.values_list("bundle_id", "quantity", "component__sku"):
            table.parts.setdefault(key, []).append(f"{quantity} × {sku}")
    return table
