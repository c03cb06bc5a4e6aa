"""Questions about the catalogue's structure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any
from urllib.parse import quote

from django.db.models import Model, Prefetch, Q, QuerySet

from shop.core.collation import sort_key
from shop.core.errors import NotFound
from shop.core.relations import keepers_of
from shop.core.shown import shows

from .models import BundleComponent, Category, Media, OptionType, OptionValue, Product, Variant
from .rules import storable
from .sql import sold_rows, swatch_rows

MANY = 1000  # nobody counts on


@dataclass(slots=True)
class CategoryNode:
    """A category in its tree. `path` is its address below /c/, for example "table/cups-and-mugs"."""

    id: int
    name: str
    slug: str
    description: str
    picture: dict[str, Any] | None
    path: str
    parent: CategoryNode | None = field(repr=False)
    children: list[CategoryNode] = field(default_factory=list, repr=False)

    @property
    def url(self) -> str:
        return f"/c/{quote(self.path)}/"

    @property
    def trail(self) -> list[CategoryNode]:
        """The way from the root to this category, both included."""
        return [*(self.parent.trail if self.parent else []), self]


@dataclass(slots=True)
class CategoryTree:
    """All categories: `roots` in order, and look-ups by id and by path."""

    roots: list[CategoryNode]
    by_id: dict[int, CategoryNode]
    by_path: dict[str, CategoryNode]


def category_tree(*, locale: str = "") -> CategoryTree:
    """Read the whole tree with one (cached) query. A category below itself is left out instead of looping.

    Categories at the same position follow each other by name, as people of the shop's language expect (`locale`).
    """
    children: dict[int | None, list[Category]] = {}
    for category in sorted(Category.objects.all(), key=lambda one: (one.position, sort_key(one.name, locale), one.pk)):
        children.setdefault(category.parent_id, []).append(category)
    tree = CategoryTree(roots=[], by_id={}, by_path={})

    def grow(parent: CategoryNode | None) -> list[CategoryNode]:
        nodes = []
        for category in children.get(parent.id if parent else None, []):
            path = f"{parent.path}/{category.slug}" if parent else category.slug
            node = CategoryNode(
                category.pk, category.name, category.slug, category.description, category.picture, path, parent
            )
            tree.by_id[node.id] = tree.by_path[path] = node
            node.children = grow(node)
            nodes.append(node)
        return nodes

    tree.roots = grow(None)
    return tree


def products_with_details() -> QuerySet[Product]:
    """Return products with options, variants, prices and pictures: six queries for any number of them.

    `option.values`, `variant.option_values`, `variant.prices` and `product.media` are loaded.
    """
    variants = Variant.objects.prefetch_related(
        Prefetch(
            "option_values", OptionValue.objects.select_related("option").order_by("option__position", "option_id")
        ),
        "prices",
    )
    return Product.objects.select_related("category").prefetch_related(
        Prefetch("options", OptionType.objects.prefetch_related("values")),
        Prefetch("variants", variants),
        Prefetch("media", Media.objects.all()),
    )


def sold_variants() -> QuerySet[Variant]:
    """Return what the shop offers: active variants of published products. Prices and stock are asked for elsewhere."""
    return Variant.objects.filter(status=Variant.Status.ACTIVE, product__status=Product.Status.ACTIVE)


def find_sold(*, skus: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return {SKU: (key, product's name)} of those of these that are sold (`sold_variants`): one query."""
    return {sku: (key, name) for sku, key, name in sold_rows(skus=storable(skus))}


def uses_of(*, variants: QuerySet[Variant]) -> dict[type[Model], int]:
    """Return what keeps variants from being deleted: {model: how many rows, at most MANY}, none of which may lose them.

    That is whatever refers to them by PROTECT, also by way of rows that would go with them, and bundles of others.
    """
    found = {
        model: model._base_manager.filter(**{f"{path}__in": variants}).order_by()[:MANY].count()
        for model, path in keepers_of(Variant)
    }
    bundles = BundleComponent.objects.filter(component__in=variants).exclude(bundle__in=variants)
    found[BundleComponent] = bundles.order_by()[:MANY].count()
    return {model: count for model, count in found.items() if count}


def get_active_product(*, slug: str) -> Product:
    """Return a published product with its details. Raises: NotFound."""
    product = products_with_details().filter(status=Product.Status.ACTIVE, slug=slug).first()
    if product is None:
        raise NotFound
    return product


def find_by_code(text: str) -> Variant | None:
    """Return the variant of a published product with exactly this SKU or barcode, or None: one query by index.

    A GTIN may be written with other zeros in front (GS1: the same number in 8, 12, 13 or 14 digits). Words without a
    digit or hyphen are no codes and cost nothing.
    """
    code = text.strip()
    if not any(character.isdigit() or character == "-" for character in code):
        return None
    shows("codes")
    variants = sold_variants().select_related("product")
    match = Q(sku__iexact=code)
    digits = code.replace(" ", "").replace("-", "")
    if digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 14:
        bare = digits.lstrip("0")
        match |= Q(barcode__in=[bare, *(bare.zfill(length) for length in (8, 12, 13, 14) if length > len(bare))])
    return variants.filter(match).order_by("pk").first()


def list_swatches(*, values: Collection[str]) -> dict[str, str]:
    """Return {value: colour} of option values that have one: one query by index, none for no values."""
    if not values:
        return {}
    shows(*(f"swatch:{md5(value.encode(), usedforsecurity=False).hexdigest()}" for value in values))
    return dict(swatch_rows(values=values))
