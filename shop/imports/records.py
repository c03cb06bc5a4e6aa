"""The neutral shape of a product on its way into the shop.

Every source (a Shopify export, the demo catalogue) is first turned into these records; one operation,
`shop.imports.operations.import_products`, writes them. Records hold plain values and know no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Status = Literal["draft", "active", "archived"]
State = Literal["active", "hidden", "archived"]


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """A picture by its `key`, which a picture source resolves to pixels (a file name, a URL, a drawing's name).

    Without `alt` the shop's stays; with `keeps_order` of the product an empty one is one.
    """

    key: str
    alt: str | None = ""


@dataclass(frozen=True, slots=True)
class LevelRecord:
    """How a variant is sold from a location, by the location's code. None says nothing, 0 and "" that there is none.

    `backorder_limit` and `safety` are units, `expected_on` is a day such as "2026-12-24", and at `low_stock_at`
    sellable units staff are told (-1: nobody watches).
    """

    code: str
    backorder_limit: int | None = None
    safety: int | None = None
    expected_on: str | None = None
    low_stock_at: int | None = None


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """One sellable variant. Money is in minor units of the import's currency, weight in grams.

    None says nothing: what the shop has stays, and a new variant gets the harmless default. `compare_at_minor` 0 says
    that there is no former price. `quantity` is the stock on hand at the import's location, `counts` that at others, by
    their code. A source may know a count that it does not track: then `tracked` is false, and the count that is kept
    does not bound sales. `source_sku` is what the source calls it where the shop needs another SKU; it stays
    searchable. With `sku_derived` the source has no SKU at all, and a variant that the shop knows keeps its own.
    `options` are (name, value) pairs in the product's option order. `picture_key` names one of the
    product's pictures. `parts` are (SKU, units) of what a bundle is made of, from this file or the shop.
    """

    sku: str
    price_minor: int | None = None
    compare_at_minor: int | None = None
    options: tuple[tuple[str, str], ...] | None = None
    quantity: int | None = None
    counts: tuple[tuple[str, int], ...] = ()
    tracked: bool | None = None
    backorder: bool | None = None
    weight_grams: int | None = None
    barcode: str | None = None
    picture_key: str = ""
    source_sku: str = ""
    state: State | None = None
    sku_derived: bool = False
    levels: tuple[LevelRecord, ...] = ()
    parts: tuple[tuple[str, int], ...] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product with its variants. `description_html` is not trusted: the operation sanitises it.

    None says nothing: what the shop has stays. `category_path` runs from the root, for example ("Kitchen", "Mugs");
    an empty one is no category. `swatches` maps (option name, value) to a colour like "#c65f43". `attributes` are
    shown as a table and offered as filters, for example {"Material": "Stoneware"}. `tax_class` is a code of `pricing`,
    `released_on` a day such as "2026-12-24", `withdrawal_exempt` a code of `catalog`; empty ones are none.
    With `keeps_order`, what the shop has keeps its place, and what is new comes last. `unnamed_options` are the names
    that had to be made up, because the source has values without one.
    Without variants, it can only change a product that the shop has.
    """

    handle: str
    name: str | None
    variants: tuple[VariantRecord, ...]
    description_html: str | None = None
    vendor: str | None = None
    category_path: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    status: Status | None = None
    attributes: dict[str, str] | None = None
    swatches: dict[tuple[str, str], str] = field(default_factory=dict)
    pictures: tuple[PictureRecord, ...] = ()
    seo_title: str | None = None
    seo_description: str | None = None
    tax_class: str | None = None
    released_on: str | None = None
    withdrawal_exempt: str | None = None
    keeps_order: bool = False
    unnamed_options: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """Something that was not imported, and why. `line` is the line a text editor shows, 0 without a file."""

    line: int
    handle: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was imported, but not as it was written, and what was done instead."""

    line: int
    handle: str
    message: str


@dataclass(frozen=True, slots=True)
class ProductFile:
    """What a file holds: products that can be imported, rows that cannot, and what was read differently."""

    products: tuple[ProductRecord, ...]
    refusals: tuple[RejectedRecord, ...]
    notices: tuple[Notice, ...]


@dataclass(slots=True)
class Log:
    """Collects what was refused and what was changed on the way."""

    refusals: list[RejectedRecord] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def refuse(self, line: int, handle: str, reason: str) -> None:
        self.refusals.append(RejectedRecord(line=line, handle=handle, reason=reason))

    def note(self, line: int, handle: str, message: str) -> None:
        self.notices.append(Notice(line=line, handle=handle, message=message))
