"""Turns the compact way in which products are written down here into import records."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import product as combinations
from typing import Literal
from zlib import crc32

from shop.demo.catalogue._makers import Maker
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.scene import Scene, View
from shop.imports.records import PictureRecord, ProductRecord, VariantRecord

Path = tuple[str, str]
"""Top-level category and subcategory."""

Material = Literal[
    "Brass", "Cast iron", "Copper", "Cotton", "Enamel", "Glass", "Leather", "Linen", "Paper", "Plant oils",
    "Porcelain", "Steel", "Stoneware", "Straw", "Terracotta", "Wax", "Wood", "Wool",
]  # fmt: skip
"""Short on purpose: shoppers filter by it. Finer words ("carbon steel") belong in the text or in another fact."""

_SURFACES = {"Cast iron": "iron", "Plant oils": "wax", "Straw": "rattan"}
"""How the pictures call a material, where the word differs."""
_METALS = ("brass", "steel")

_SMALL_WORDS = {"a", "and", "for", "in", "of", "on", "the", "to", "two", "three", "four", "six", "with"}


@dataclass(frozen=True, slots=True)
class Size:
    """A value of the second option, with its price in euros and its weight in grams."""

    label: str
    price: str
    grams: int
    was: str = ""


def product(
    name: str,
    path: Path,
    maker: Maker,
    /,
    *,
    picture: str,
    material: Material,
    facts: dict[str, str],
    stock: str,
    text: str,
    price: str = "",
    was: str = "",
    grams: int = 0,
    colours: str = "",
    extra: dict[str, str] | None = None,
    sizes: tuple[Size, ...] = (),
    size_option: str = "Size",
    tags: str = "",
    detail: str = "",
    group: str = "",
    surface: str = "",
    code: str = "",
) -> ProductRecord:
    """Return one product of the demo shop.

    `picture` is a shape and its palette colours ("mug oat"); "mug:2" asks for the second form that a mug can have.
    With `colours` ("Glaze: Rust Sand") each value is drawn in its own colour, which stands first or in place of "*".
    `surface` is what the picture shows where the material is too coarse a word ("canvas" for cotton). `extra` adds
    euros for one of these values. `stock` lists the quantities, colours outside, sizes inside. `detail` and `group`
    are the alt texts of two further pictures. The stock of a bundle is "parts". Prices are in euros including VAT,
    weights in grams.
    """
    option, values = _colour_option(colours)
    draw = _Drawing(slug(name), picture, surface or _SURFACES.get(material, material.lower()))
    main = {value: draw.key(value) for value in values}
    pictures = [PictureRecord(main[value], name + _worded(option, value)) for value in values]
    if detail:
        pictures.append(PictureRecord(draw.key(values[0], "detail"), detail))
    if group:
        pictures.append(PictureRecord(draw.family(values), group))

    rows = combinations(values, sizes or (Size("", price, grams, was),))
    variants = tuple(
        VariantRecord(
            sku="-".join(filter(None, (code or sku_stem(name), sku_code(value), sku_code(size.label)))),
            price_minor=_cents(size.price) + _cents((extra or {}).get(value, "")),
            compare_at_minor=_cents(size.was) + _cents((extra or {}).get(value, "")) if size.was else None,
            options=tuple(pair for pair in ((option, value), (size_option, size.label)) if pair[1]),
            quantity=None if quantity == "parts" else int(quantity),
            weight_grams=size.grams,
            picture_key=main[value],
        )
        for (value, size), quantity in zip(rows, stock.split(), strict=True)
    )
    return ProductRecord(
        handle=slug(name),
        name=name,
        variants=variants,
        description_html=_html(text),
        vendor=maker.name,
        category_path=path,
        tags=tuple(tags.split()),
        attributes={"Material": material, **facts, "Made in": maker.country},
        swatches={(option, value): PALETTE[value.lower()] for value in values if value},
        pictures=tuple(pictures),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What a product's pictures have in common. The seed comes from the handle: all colours share one form."""

    handle: str
    picture: str
    surface: str

    def key(self, value: str, view: View = "main") -> str:
        """Return the key of the drawing in one colour ("Rust"; empty for a product without that choice)."""
        colours = self.picture.split()[1:]
        if value and "*" not in colours:
            colours.insert(0, "*")
        return self._scene([value.lower() if colour == "*" else colour for colour in colours], view)

    def family(self, values: list[str]) -> str:
        """Return the key of the drawing with one thing in each colour."""
        return self._scene([value.lower() for value in values if value] or self.picture.split()[1:], "group")

    def _scene(self, colours: list[str], view: View) -> str:
        shape, _, form = self.picture.split()[0].partition(":")
        seed = crc32(self.handle.encode()) % 997
        if form:  # forms are chosen by remainders of 2, 3 and 4
            seed += int(form) - seed % 12
        is_finish = self.surface in _METALS and colours[0] in _METALS
        return Scene(shape, tuple(colours), colours[0] if is_finish else self.surface, seed, view).key


def slug(name: str) -> str:
    """Return the name as it stands in an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("é", "e").replace("'", "")).strip("-")


def sku_stem(name: str) -> str:
    """Return the first part of a SKU from the first and the last word: "HAL-RIPTUM" for a ripple tumbler."""
    words = [word for word in slug(name).split("-") if word not in _SMALL_WORDS]
    return "HAL-" + "".join(word[:3].upper() for word in dict.fromkeys((words[0], words[-1])))


def _colour_option(colours: str) -> tuple[str, list[str]]:
    option, _, values = colours.partition(":")
    return option, values.split() or [""]


def _worded(option: str, value: str) -> str:
    """Say a colour as one does: " in rust glaze", but simply " in oak" or " in denim"."""
    return f" in {value.lower()}{' glaze' if option == 'Glaze' else ''}" if value else ""


def sku_code(value: str) -> str:
    """Return an option's value as it stands in a SKU: "27CM"."""
    return re.sub(r"[^A-Z0-9]", "", value.upper())[:10]


def _cents(euros: str) -> int:
    whole, _, cents = euros.partition(".")
    return int(whole + cents) if euros else 0


def _html(text: str) -> str:
    """Return paragraphs for blocks of text and a list for a block of "- " lines."""
    blocks = ([line.strip() for line in block.splitlines()] for block in re.split(r"\n\s*\n", text.strip()))
    parts = []
    for lines in blocks:
        if lines[0].startswith("- "):
            parts.append("<ul>" + "".join(f"<li>{html.escape(line[2:], quote=False)}</li>" for line in lines) + "</ul>")
        else:
            parts.append(f"<p>{html.escape(' '.join(lines), quote=False)}</p>")
    return "".join(parts)
