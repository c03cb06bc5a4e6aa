"""Reads a product file as Shopify writes it, of any year. Pure: a path in, neutral records out.

Rules that the columns do not tell:

- Rows of one handle are one product, wherever they stand. The row with the title is its head: it gives the
  product's fields and the names of the options; all rows give variants and pictures, in the file's order.
- A row without price, SKU and option values only adds a picture.
- A product with one row whose only option is called "Title" has no options, whatever the value says.
- A column that is not there says nothing, and a blank cell says nothing, with two exceptions, as Shopify writes them:
  a blank compare-at price means that there is no former price, a blank tracker that the variant is not tracked (its
  count is kept then, but does not bound sales).
- The handle is the key. Handles that differ stay different products, in whatever script they are written.
- `Status` decides about visibility, but what was hidden (`Published` false) or of a kind that the shop cannot sell
  (gift cards) arrives as a draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from shop.core.slugs import unique_slug
from shop.imports.records import Log, PictureRecord, ProductFile, ProductRecord, Status, VariantRecord
from shop.imports.shopify_variants import Head, is_variant_row, picture_key, read_variants
from shop.imports.table import Row, Table, normalise_header, read_table
from shop.imports.values import CellError, one_line, parse_quantity

# Header names as `normalise_header` makes them: the long ones of old exports, the short ones since 2024.
_COLUMNS = {
    "handle": "handle",
    "url handle": "handle",
    "title": "title",
    "body html": "body",
    "body": "body",
    "description": "body",
    "vendor": "vendor",
    "type": "type",
    "product type": "type",
    "custom product type": "type",
    "product category": "category",
    "standardized product type": "category",
    "standard product type": "category",
    "tags": "tags",
    "published": "published",
    "published on online store": "published",
    "status": "status",
    "variant sku": "sku",
    "sku": "sku",
    "variant grams": "grams",
    "weight value grams": "grams",
    "variant weight": "weight",
    "variant weight unit": "weight_unit",
    "weight unit for display": "weight_unit",
    "variant inventory tracker": "tracker",
    "inventory tracker": "tracker",
    "variant inventory qty": "quantity",
    "variant inventory quantity": "quantity",
    "inventory quantity": "quantity",
    "variant inventory policy": "policy",
    "continue selling when out of stock": "policy",
    "variant price": "price",
    "price": "price",
    "variant compare at price": "compare_at",
    "compare at price": "compare_at",
    "variant barcode": "barcode",
    "barcode": "barcode",
    "image src": "image",
    "product image url": "image",
    "image position": "image_position",
    "image alt text": "image_alt",
    "variant image": "variant_image",
    "variant image url": "variant_image",
    "gift card": "gift_card",
    "location": "location",
    "on hand new": "on_hand_new",
    "on hand current": "on_hand",
    "on hand": "on_hand",
    "available": "available",
    "seo title": "seo_title",
    "seo description": "seo_description",
    **{f"option{n} {part}": f"option{n}_{part}" for n in (1, 2, 3) for part in ("name", "value")},
    **{f"option {n} {part}": f"option{n}_{part}" for n in (1, 2, 3) for part in ("name", "value")},
}
_REQUIRED = {"handle": "Handle"}
# What a count is called in front of a location's name, where there are several.
_COUNT_PREFIXES = ("", "inventory available ", "variant inventory qty ", "inventory quantity ")
_NO_WORDS = frozenset({"false", "0", "no", "n", "falsch", "faux", "falso"})
_YES_WORDS = frozenset({"true", "1", "yes", "y", "wahr", "vrai", "vero"})


def read_shopify(
    *, path: Path, currency: str, decimals: int, locations: Mapping[str, str] | None = None, encoding: str = ""
) -> ProductFile:
    """Read the products of a Shopify product CSV. Prices become minor units of `currency` (with `decimals` places).

    `locations` are the shop's, {name or code: code}: a column that is called like one counts its stock, as do rows
    that name one (Shopify's inventory file).
    Raises: UnreadableFile (missing, empty, not a CSV file, or without the column Handle).
    """
    log = Log()
    places = {normalise_header(name): code for name, code in (locations or {}).items()}
    counts = {f"{prefix}{name}": f"count:{code}" for name, code in places.items() for prefix in _COUNT_PREFIXES}
    table = read_table(path=path, columns=counts | _COLUMNS, required=_REQUIRED, log=log, encoding=encoding)
    groups = _rows_by_shopify_handle(table.rows, log)
    heads = {handle: head for handle, rows in groups.items() if (head := _read_head(handle, rows, table, log))}
    money = (currency, decimals)
    variants = read_variants(table=table, heads=heads, money=money, places=places, log=log)
    products = tuple(
        _read_product(head, _read_pictures(groups[handle]), tuple(variants[handle]), log)
        for handle, head in heads.items()
        if variants[handle]
    )
    return ProductFile(
        products=products,
        refusals=tuple(sorted(log.refusals, key=lambda refusal: refusal.line)),
        notices=tuple(sorted(log.notices, key=lambda notice: notice.line)),
    )


def _rows_by_shopify_handle(rows: Sequence[Row], log: Log) -> dict[str, list[Row]]:
    """Rows by handle, in the order in which the handles appear. A row without a handle is called by its title."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        handle = unique_slug(one_line(row["handle"])) or unique_slug(one_line(row["title"]))
        if handle:
            groups[handle].append(row)
        else:
            log.refuse(row.line, "", "the row has no handle")
    return groups


_OPTION_VALUES = frozenset({"option1_value", "option2_value", "option3_value"})


def _read_head(handle: str, rows: Sequence[Row], table: Table, log: Log) -> Head | None:
    """The product's first titled row, its variants' rows and its options; None if the rows make no product.

    Without a title the rows can only change a product that the shop has.
    """
    titled = next((row for row in rows if one_line(row["title"])), rows[0])
    title = one_line(titled["title"])
    for row in rows:
        if row["title"] and one_line(row["title"]) != title:
            log.note(row.line, handle, f'the title "{one_line(row["title"])}" was ignored, line {titled.line} has one')
    variant_rows = tuple(row for row in rows if is_variant_row(row)) or (titled,)
    for row in rows:
        if row is not titled and not row["image"] and not is_variant_row(row):
            log.note(row.line, handle, "the row holds neither a variant nor a picture")
    options, unnamed = _read_options(titled, rows, variant_rows)
    if not any(row[name] for row in variant_rows for name in _OPTION_VALUES) and (
        len(variant_rows) > 1 or not _OPTION_VALUES & table.fields
    ):
        options = None
    if options and len({name.casefold() for name in options.values()}) < len(options):
        log.refuse(titled.line, handle, f"two options have the same name: {', '.join(options.values())}")
        return None
    return Head(handle=handle, row=titled, variant_rows=variant_rows, options=options, unnamed=unnamed)


def _read_options(
    titled: Row, rows: Sequence[Row], variant_rows: Sequence[Row]
) -> tuple[dict[int, str] | None, tuple[str, ...]]:
    """Names of the options that have values, by column number, and those of them that had to be made up."""
    options: dict[int, str] = {}
    unnamed: list[str] = []
    for number in (1, 2, 3):
        values = {value.casefold() for row in variant_rows if (value := one_line(row[f"option{number}_value"]))}
        if not values:
            continue
        name = next((name for row in (titled, *rows) if (name := one_line(row[f"option{number}_name"]))), "")
        if values == {"default title"} and name.casefold() in ("", "title"):
            continue
        if not name:
            name = f"Option {number}"
            unnamed.append(name)
        options[number] = name
    if len(variant_rows) == 1 and [name.casefold() for name in options.values()] == ["title"]:
        return {}, ()
    return options, tuple(unnamed)


def _read_pictures(rows: Sequence[Row]) -> tuple[PictureRecord, ...]:
    """The product's pictures, each once, in the order of their positions; then those that only variants name."""
    alts: dict[str, str] = {}
    for row in sorted((row for row in rows if row["image"]), key=_position):
        key = picture_key(row["image"])
        alts[key] = alts.get(key) or one_line(row["image_alt"])
    for row in rows:
        if row["variant_image"]:
            alts.setdefault(picture_key(row["variant_image"]), "")
    return tuple(PictureRecord(key=key, alt=alt) for key, alt in alts.items())


def _position(row: Row) -> int:
    try:
        return parse_quantity(row["image_position"])
    except CellError:
        return 0 if not row["image_position"] else 10**9


def _read_product(
    head: Head, pictures: tuple[PictureRecord, ...], variants: tuple[VariantRecord, ...], log: Log
) -> ProductRecord:
    row = head.row
    category = one_line(row["type"]) or one_line(row["category"].rpartition(">")[2])
    tags = {tag.casefold(): tag for part in reversed(row["tags"].split(",")) if (tag := one_line(part))}
    return ProductRecord(
        handle=head.handle,
        name=one_line(row["title"]) or None,
        variants=variants,
        description_html=row["body"] or None,
        vendor=one_line(row["vendor"]) or None,
        category_path=(category,) if category else None,
        tags=tuple(reversed(tags.values())) or None,
        status=_read_status(head, log),
        pictures=pictures,
        seo_title=one_line(row["seo_title"]) or None,
        seo_description=one_line(row["seo_description"]) or None,
        unnamed_options=head.unnamed,
        line=row.line,
    )


def _read_status(head: Head, log: Log) -> Status | None:
    """The status that the file says, None where it says nothing."""
    row, status = head.row, head.row["status"].casefold()
    hidden = row["published"].casefold() in _NO_WORDS
    if row["gift_card"].casefold() in _YES_WORDS:
        log.note(row.line, head.handle, "gift cards cannot be sold yet; the product was imported as a draft")
        return "draft"
    if status in ("draft", "archived"):
        return "draft" if status == "draft" else "archived"
    if status not in ("", "active"):
        log.note(row.line, head.handle, f'the status "{one_line(status)}" is unknown here; imported as a draft')
        return "draft"
    if status and hidden:
        log.note(row.line, head.handle, "active, but not published in the online store; imported as a draft")
    if hidden:
        return "draft"
    return "active" if status or row["published"] else None
