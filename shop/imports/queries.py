"""What a file without addresses of products asks of the shop."""

from __future__ import annotations

from collections.abc import Collection

from shop.catalog.models import Product, Variant


def handles_by_sku(skus: Collection[str]) -> dict[str, str]:
    """Return the handle of the product that has each SKU, as its own or as that of its source."""
    variants = Variant.objects.order_by("-pk")
    from_source = variants.filter(source_sku__in=skus).values_list("source_sku", "product__slug")
    return dict(from_source) | dict(variants.filter(sku__in=skus).values_list("sku", "product__slug"))


def known_handles(handles: Collection[str]) -> set[str]:
    """Return which of these handles products of the shop have."""
    return set(Product.objects.filter(slug__in=handles).values_list("slug", flat=True))
