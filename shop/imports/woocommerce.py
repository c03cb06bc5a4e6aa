"""Reads a product file as WooCommerce exports it. Pure apart from what it asks of the shop: a path in, records out.

Rules that the columns do not tell:

- A variation names its parent by SKU or by `id:12`. Attributes that variations have are the options, the visible others
  are facts.
- Signs between values that belong to a value are written `\\,`; line ends of descriptions are written `\\n`.
- The file holds no address of a product. It is the product of the shop that has one of its SKUs; else it gets an
  address of its name, which no other product of the file or the shop has.
- A blank cell says nothing, but no sale price is no former price, and no stock is not counted (or sold out).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext, gettext_lazy

from shop.core.slugs import digest, make_slug
from shop.imports.records import Log, PictureRecord, ProductFile, ProductRecord, Status, VariantRecord
from shop.imports.shopify_variants import picture_key
from shop.imports.skus import derive_skus, derived_sku
from shop.imports.table import Row, Table, read_table
from shop.imports.values import CellError, one_line, parse_quantity, unmark
from shop.imports.woocommerce_variants import VariationReader, read_attributes, split_cell

_ATTRIBUTES = range(1, 31)
_COLUMNS = {
    "id": "id",
    "type": "type",
    "sku": "sku",
    "gtin upc ean or isbn": "barcode",
    "gtin": "barcode",
    "name": "name",
    "published": "published",
    "visibility in catalog": "visibility",
    "short description": "short",
    "description": "description",
    "date sale price starts": "sale_from",
    "date sale price ends": "sale_to",
    "tax status": "tax_status",
    "tax class": "tax_class",
    "in stock": "in_stock",
    "stock": "stock",
    "backorders allowed": "backorders",
    "weight kg": "weight:kg",
    "weight g": "weight:g",
    "weight lbs": "weight:lbs",
    "weight oz": "weight:oz",
    "sale price": "sale",
    "regular price": "price",
    "categories": "categories",
    "tags": "tags",
    "images": "images",
    "parent": "parent",
    "brands": "brands",
    "meta yoast wpseo title": "seo_title",
    "meta yoast wpseo metadesc": "seo_description",
    **{f"attribute {n} name": f"attribute{n}_name" for n in _ATTRIBUTES},
    **{f"attribute {n} value s": f"attribute{n}_values" for n in _ATTRIBUTES},
    **{f"attribute {n} visible": f"attribute{n}_visible" for n in _ATTRIBUTES},
}
_NOT_SOLD = {
    "grouped": gettext_lazy("a grouped product only lists other products, which are imported separately"),
    "external": gettext_lazy("an external product is sold elsewhere"),
}
_BLOCK = re.compile(r"</?(?:p|ul|ol|li|table|h[1-6]|div|blockquote|pre)\b", re.IGNORECASE)

type Ask[T] = Callable[[Collection[str]], T]


@dataclass(slots=True)
class _Product:
    """A product's own row and those of its variations."""

    row: Row
    kind: str
    extras: frozenset[str]
    variations: list[Row] = field(default_factory=list)
    variants: list[VariantRecord] = field(default_factory=list)
    handle: str = ""

    @property
    def name(self) -> str:
        return one_line(unmark(self.row["name"]))

    @property
    def plain_handle(self) -> str:
        """The handle that its name gives."""
        return make_slug(self.name)[:180]

    @property
    def marked_handle(self) -> str:
        """A handle that no other product of the source has; nothing if it has neither SKU nor ID."""
        own = next((variant.sku for variant in self.variants if variant.sku), "") or self.row["id"]
        return f"{self.plain_handle or 'product'}-{digest(own)}" if own else ""

    def possible_skus(self) -> Iterator[str]:
        """Yield the SKUs by which the shop may know its variants."""
        for variant in self.variants:
            if variant.sku:
                yield variant.sku
            else:
                for handle in filter(None, (self.plain_handle, self.marked_handle)):
                    yield derived_sku(handle, variant.options or ())


def read_woocommerce(
    *,
    path: Path,
    currency: str,
    decimals: int,
    today: date,
    owners: Ask[Mapping[str, str]],
    taken: Ask[Collection[str]],
    encoding: str = "",
) -> ProductFile:
    """Read the products of a WooCommerce product CSV. Prices become minor units of `currency` (with `decimals` places).

    Sale prices count as of `today`. `owners` answers which products of the shop (by handle) have these SKUs, `taken`
    which of these handles the shop has. Raises: UnreadableFile (missing, empty, not a CSV file, or without Type, SKU or
    Name).
    """
    log = Log()
    required = {"name": "Name", "sku": "SKU", "type": "Type"}
    table = read_table(path=path, columns=_COLUMNS, required=required, log=log, encoding=encoding)
    products = _rows_by_product(table, log)
    reader = VariationReader(table=table, currency=currency, decimals=decimals, today=today, log=log)
    for product in products:
        product.variants = reader.read(product.name, product.row, product.variations)
    products = _name_handles(products, owners, taken, log)
    variants = {product.handle: product.variants for product in products}
    derive_skus(variants, log)
    records = [_read_product(product, table, log) for product in products]
    return ProductFile(
        products=tuple(record for record in records if record.variants),
        refusals=tuple(sorted(log.refusals, key=lambda refusal: refusal.line)),
        notices=tuple(sorted(log.notices, key=lambda notice: notice.line)),
    )


def _rows_by_product(table: Table, log: Log) -> list[_Product]:
    """Products with the rows of their variations, wherever these stand."""
    products: list[_Product] = []
    for row in table.rows:
        kind, *extras = [word.strip().casefold() for word in row["type"].split(",")]
        if kind in ("simple", "variable") and one_line(row["name"]):
            products.append(_Product(row, kind, frozenset(extras)))
        elif kind in ("simple", "variable"):
            log.refuse(row.line, one_line(row["sku"]), gettext("the name is missing"))
        elif kind != "variation":
            reason = _NOT_SOLD.get(kind, gettext('the type "%(type)s" is unknown') % {"type": one_line(kind)})
            log.refuse(row.line, one_line(unmark(row["name"])), str(reason))
    _attach_variations(products, table, log)
    return [product for product in products if product.kind == "simple" or product.variations]


def _attach_variations(products: Sequence[_Product], table: Table, log: Log) -> None:
    parents: dict[str, _Product] = {}
    for product in products:
        parents.setdefault(f"id:{product.row['id']}", product)
        parents.setdefault(unmark(product.row["sku"]), product)
    for row in table.rows:
        if row["type"].split(",")[0].strip().casefold() == "variation":
            parent = parents.get(unmark(row["parent"]).replace("id: ", "id:")) if row["parent"] else None
            if parent and parent.kind == "variable":
                parent.variations.append(row)
            else:
                reason = gettext('its parent "%(sku)s" is not a variable product in the file')
                reason %= {"sku": one_line(row["parent"])}
                log.refuse(row.line, one_line(unmark(row["name"])), reason)
    for product in products:
        if product.kind == "variable" and not product.variations:
            log.refuse(product.row.line, product.name, gettext("a variable product without variations"))


def _name_handles(
    products: Sequence[_Product], owners: Ask[Mapping[str, str]], taken: Ask[Collection[str]], log: Log
) -> list[_Product]:
    """Give products their handles: that of the shop's product with one of their SKUs, else one that nobody has."""
    known = owners({sku for product in products for sku in product.possible_skus()})
    used = {*taken({product.plain_handle for product in products}), *known.values()}
    named: dict[str, _Product] = {}
    for product in products:
        found = (known[sku] for sku in product.possible_skus() if sku in known)
        handle = next((handle for handle in found if handle not in named), product.plain_handle)
        if handle not in known.values() and (not handle or handle in used or handle in named):
            handle = product.marked_handle
        if not handle or handle in named:
            reason = gettext("another product has this name, and without a SKU or ID they cannot be told apart")
            log.refuse(product.row.line, product.name, reason)
            continue
        product.handle = handle
        named[handle] = product
    return list(named.values())


def _read_product(product: _Product, table: Table, log: Log) -> ProductRecord:
    row, handle, variants = product.row, product.handle, product.variants
    options = {name for variant in variants for name, _ in variant.options or ()}
    facts = {
        name: ", ".join(values)
        for name, values, is_visible in read_attributes(row)
        if is_visible and values and name not in options
    }
    pictures = [*split_cell(row["images"]), *(p for one in product.variations for p in split_cell(one["images"])[:1])]
    return ProductRecord(
        handle=handle,
        name=product.name,
        variants=tuple(variants),
        description_html=_describe(row),
        vendor=one_line(", ".join(split_cell(row["brands"]))) or None,
        category_path=_category(row, log, handle),
        tags=tuple(split_cell(row["tags"])) or None,
        status=_status(product, log),
        attributes=facts or None,
        pictures=tuple(PictureRecord(key) for key in dict.fromkeys(map(picture_key, pictures))),
        seo_title=one_line(unmark(row["seo_title"])) or None,
        seo_description=one_line(unmark(row["seo_description"])) or None,
        tax_class=_tax_class(row, table),
        line=row.line,
    )


def _status(product: _Product, log: Log) -> Status | None:
    row, handle = product.row, product.handle
    if "downloadable" in product.extras:
        log.note(row.line, handle, "downloads cannot be delivered yet; the product was imported as a draft")
        return "draft"
    if not row["published"]:
        return None
    try:
        published = parse_quantity(row["published"])
    except CellError:
        published = -1
        log.note(row.line, handle, f'"Published" is "{one_line(row["published"])}"; imported as a draft')
    if published == 1 and row["visibility"].casefold() == "hidden":
        log.note(row.line, handle, "published, but hidden in the catalogue; imported as a draft")
        return "draft"
    return "active" if published == 1 else "draft"


def _category(row: Row, log: Log, handle: str) -> tuple[str, ...] | None:
    """The deepest path; a product is in one category."""
    cells = split_cell(row["categories"])
    paths = [tuple(filter(None, map(one_line, cell.split(">")))) for cell in cells]
    if not paths:
        return None
    deepest = max(paths, key=len)
    others = [" > ".join(path) for path in paths if path != deepest and path != deepest[: len(path)]]
    if others:
        log.note(row.line, handle, f"a product is in one category; left out: {', '.join(others)}")
    return deepest or None


def _tax_class(row: Row, table: Table) -> str | None:
    """The class that rates are kept by; what is not taxed is of a class of its own."""
    if row["tax_status"].casefold() in ("none", "shipping"):
        return "zero-rate"
    if row["tax_class"]:
        return make_slug(row["tax_class"]) or None
    return "standard" if "tax_class" in table.fields and row["tax_status"] else None


def _describe(row: Row) -> str | None:
    parts = [_paragraphs(unmark(row[name])) for name in ("short", "description") if row[name]]
    return "\n".join(parts) or None


def _paragraphs(text: str) -> str:
    """HTML of a text of which WordPress makes paragraphs only when it shows it."""
    text = re.sub(r"(\\?)\\n", lambda match: "\\n" if match[1] else "\n", text.replace("\r\n", "\n"))
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "\n".join(
        block if _BLOCK.search(block) else "<p>" + block.replace("\n", "<br>") + "</p>" for block in blocks
    )
