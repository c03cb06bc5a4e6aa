"""Template tags of the personal pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from shop.catalog.models import Product
from shop.storefront.presenters import Picture, picture_of

register = template.Library()


@register.filter
def exemption(code: str) -> str:
    """Return in words why goods cannot be withdrawn from, by the letter of the law: "16(c)"."""
    return str(Product.Exemption(code).label)


@register.filter
def thumb(picture: Mapping[str, Any] | None) -> Picture | None:
    """Return the small picture of a cart's or order's line; its tile has a fixed shape, so 4:5 stands for the size."""
    return picture_of({**picture, "width": 320, "height": 400}, largest=320) if picture else None
