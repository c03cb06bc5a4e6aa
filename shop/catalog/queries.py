"""Questions about the catalogue's structure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from shop.core.errors import NotFound

from .models import Category, Media, OptionType, OptionValue, Product, Variant


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
        return f"/c/{self.path}/"

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


def category_tree() -> CategoryTree:
    """Read the whole tree with one (cached) query. A category below itself is left out instead of looping."""
    children: dict[int | None, list[Category]] = {}
    for category in Category.objects.all():
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


def get_active_product(*, slug: str) -> Product:
    """Return a published product with its details. Raises: NotFound."""
    product = products_with_details().filter(status=Product.Status.ACTIVE, slug=slug).first()
    if product is None:
        raise NotFound
    return product
