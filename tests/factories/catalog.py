"""Products for tests, written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence

from shop.catalog.models import Category, OptionType, OptionValue, Product, Variant
from shop.inventory.models import Location, StockLevel
from shop.pricing.models import Price

from .documents import owe_document


def make_category(name: str = "Mugs", *, parent: Category | None = None) -> Category:
    return Category.objects.create(name=name, slug=name.lower().replace(" ", "-"), parent=parent)


def make_product(
    name: str = "Dock mug",
    *,
    skus: Sequence[str] = ("MUG",),
    price_minor: int = 1900,
    compare_at_minor: int | None = None,
    stock: int | None = 10,
    category: Category | None = None,
    option: str = "Glaze",
    **fields: object,
) -> Product:
    """One product; several SKUs become values of `option`. `stock` is per variant, None means not counted."""
    slug = name.lower().replace(" ", "-")
    product = Product.objects.create(**{"name": name, "slug": slug, "status": "active", "category": category, **fields})
    axis = OptionType.objects.create(product=product, name=option) if len(skus) > 1 else None
    for position, sku in enumerate(skus):
        variant = Variant.objects.create(
            product=product, sku=sku, position=position, options_key=sku if axis else "", track_stock=stock is not None
        )
        if axis:
            value = OptionValue.objects.create(option=axis, value=sku.title(), position=position)
            variant.option_values.add(value)
        Price.objects.create(
            variant=variant, currency="EUR", amount_minor=price_minor, compare_at_minor=compare_at_minor
        )
        if stock is not None:
            StockLevel.objects.create(variant=variant, location=Location.objects.get(), on_hand=stock)
    owe_document(product.pk)
    return product
