"""Data for search engines (schema.org as JSON-LD): who sells, where a page stands, what a product costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.utils.html import strip_tags

from shop.catalog.models import Product
from shop.catalog.queries import CategoryNode
from shop.channels.models import Channel

from .presenters import picture_of

if TYPE_CHECKING:
    from .product_page import Offer

Data = dict[str, Any]


def absolute(path: str) -> str:
    """Return the full address of a path of this shop."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def organization_data(channel: Channel) -> list[Data]:
    """Describe the shop and its search."""
    home = absolute("/")
    return [
        {"@context": "https://schema.org", "@type": "Organization", "name": channel.name, "url": home},
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": channel.name,
            "url": home,
            "potentialAction": {
                "@type": "SearchAction",
                "target": absolute("/search/?q={search_term_string}"),
                "query-input": "required name=search_term_string",
            },
        },
    ]


def breadcrumb_data(trail: list[CategoryNode]) -> list[Data]:
    """Describe the way from the first page to a category."""
    steps = [("Home", "/"), *((node.name, node.url) for node in trail)]
    return [
        {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
                for position, (name, path) in enumerate(steps, start=1)
            ],
        }
    ]


def product_data(product: Product, snapshot: Data, offers: list[Offer], trail: list[CategoryNode]) -> list[Data]:
    """Describe a product: one with several variants as a ProductGroup of them."""
    common: Data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "description": strip_tags(product.description)[:5000],
        "url": absolute(product.get_absolute_url()),
        "image": [absolute(picture_of(image).url) for image in snapshot["images"]],
    }
    if product.vendor:
        common["brand"] = {"@type": "Brand", "name": product.vendor}
    if len(offers) == 1:
        data = {**common, **_variant(product, offers[0])}
    else:
        names = list(dict.fromkeys(name for offer in offers for name, _ in offer.options))
        variants = [
            {"@type": "Product", "name": f"{product.name}, {offer.label}", **_variant(product, offer)}
            for offer in offers
        ]
        data = {
            **common,
            "@type": "ProductGroup",
            "productGroupID": str(product.pk),
            "variesBy": names,
            "hasVariant": variants,
        }
    return [data, *breadcrumb_data(trail)]


def _variant(product: Product, offer: Offer) -> Data:
    data: Data = {
        "sku": offer.sku,
        "offers": {
            "@type": "Offer",
            "url": absolute(f"{product.get_absolute_url()}?v={quote(offer.sku)}"),
            "price": str(offer.price),
            "priceCurrency": offer.price.currency,
            "availability": f"https://schema.org/{offer.words.schema}",
            "itemCondition": "https://schema.org/NewCondition",
        },
    }
    if offer.stock.date:
        data["offers"]["availabilityStarts"] = offer.stock.date.isoformat()
    if offer.barcode:
        data["gtin"] = offer.barcode
    return data
