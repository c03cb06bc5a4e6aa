"""Data for search engines (schema.org as JSON-LD): who sells, where a page stands, what a product costs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.templatetags.static import static
from django.utils.translation import gettext as _

from shop.catalog.html import plain_text
from shop.catalog.models import Product
from shop.catalog.queries import CategoryNode
from shop.catalog.rules import gtin_of
from shop.channels.models import Channel
from shop.core.site import absolute
from shop.fulfilment.rules import WITHDRAWAL_DAYS
from shop.shipping.models import ShippingMethod
from shop.shipping.queries import ShippingOption, price_options
from shop.shipping.rules import not_before

from .offers import VariantOffer
from .presenters import picture_of

Data = dict[str, Any]


def organization_data(channel: Channel) -> list[Data]:
    """Describe the shop, with what holds for everything it sells, and its search."""
    home = absolute("/")
    shop: Data = {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "@id": f"{home}#shop",
        "name": channel.name,
        "url": home,
        "logo": absolute(static("icons/apple-touch-icon.png")),
        "hasMerchantReturnPolicy": _return_policy(channel),
    }
    if channel.support_email:
        shop["contactPoint"] = {
            "@type": "ContactPoint",
            "contactType": "customer service",
            "email": channel.support_email,
        }
    return [
        shop,
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
    steps = [(_("Home"), "/"), *((node.name, node.url) for node in trail)]
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


def product_data(
    product: Product,
    snapshot: Data,
    offers: list[VariantOffer],
    trail: list[CategoryNode],
    *,
    channel: Channel,
    methods: list[ShippingMethod],
    now: datetime,
) -> list[Data]:
    """Describe a product as Google documents it: one with several variants as a ProductGroup of them.

    https://developers.google.com/search/docs/appearance/structured-data/product-variants
    """
    pictures = [absolute(picture_of(image).large) for image in snapshot["images"]]
    by_path = dict(zip((image["path"] for image in snapshot["images"]), pictures, strict=True))
    colours = {value for value, _ in snapshot["swatches"]}
    common: Data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "description": plain_text(product.description)[:5000],
        "url": absolute(product.get_absolute_url()),
        "image": pictures,
    }
    if product.vendor:
        common["brand"] = {"@type": "Brand", "name": product.vendor}

    def described(offer: VariantOffer) -> Data:
        options = price_options(
            methods,
            channel=channel,
            country=channel.default_country,
            subtotal_minor=offer.price.amount_minor,
            now=not_before(channel.local(now), offer.stock.date),
        )
        data = _offer(product, offer, channel)
        data["offers"]["shippingDetails"] = [
            _shipping_details(option, channel, today=channel.day_of(now)) for option in options
        ]
        if offer.picture in by_path:
            data["image"] = by_path[offer.picture]
        return data | dict(_kinds(offer, colours))

    if len(offers) == 1:
        data = {**common, **described(offers[0])}
    else:
        named = [{"@type": "Product", "name": f"{product.name}, {offer.label}", **described(offer)} for offer in offers]
        varies = dict.fromkeys(kind for offer in offers for kind, _ in _kinds(offer, colours))
        data = {
            **common,
            "@type": "ProductGroup",
            "productGroupID": str(product.pk),
            "variesBy": [f"https://schema.org/{kind}" for kind in varies],
            "hasVariant": named,
        }
    return [data, *breadcrumb_data(trail)]


# What options are called, and the property of schema.org that they are; others have none there.
_KINDS = {
    "color": "color", "colour": "color", "size": "size", "length": "size", "width": "size", "diameter": "size",
    "material": "material", "wood": "material", "fabric": "material", "pattern": "pattern",
}  # fmt: skip


def _kinds(offer: VariantOffer, colours: set[str]) -> list[tuple[str, str]]:
    """Return the options of a variant that schema.org knows; a value that has a swatch is a colour."""
    found = [("color" if value in colours else _KINDS.get(name.casefold(), ""), value) for name, value in offer.options]
    return [(kind, value) for kind, value in found if kind]


def _offer(product: Product, offer: VariantOffer, channel: Channel) -> Data:
    data: Data = {
        "sku": offer.sku,
        "offers": {
            "@type": "Offer",
            "url": absolute(f"{product.get_absolute_url()}?{urlencode({'v': offer.sku})}"),
            "price": str(offer.price),
            "priceCurrency": offer.price.currency,
            "availability": f"https://schema.org/{offer.words.schema}",
            "itemCondition": "https://schema.org/NewCondition",
            "seller": {"@id": f"{absolute('/')}#shop"},
            "hasMerchantReturnPolicy": _return_policy(channel, exempt=bool(product.withdrawal_exempt)),
        },
    }
    if offer.stock.date:
        data["offers"]["availabilityStarts"] = offer.stock.date.isoformat()
    if gtin := gtin_of(offer.barcode):
        data["gtin"] = gtin
    return data


def _return_policy(channel: Channel, *, exempt: bool = False) -> Data:
    """Tell what the law gives every buyer: the shop's own pages may promise more, never less."""
    policy: Data = {"@type": "MerchantReturnPolicy", "applicableCountry": channel.countries}
    if exempt:
        return policy | {"returnPolicyCategory": "https://schema.org/MerchantReturnNotPermitted"}
    return policy | {
        "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": WITHDRAWAL_DAYS,
        "returnMethod": "https://schema.org/ReturnByMail",
        "returnFees": "https://schema.org/ReturnFeesCustomerResponsibility",
        "refundType": "https://schema.org/FullRefund",
    }


def _shipping_details(option: ShippingOption, channel: Channel, *, today: date) -> Data:
    """Describe a way to deliver to the shop's own country; its days count from the order, packing included."""
    days = [(day - today).days for day in (option.arrives_from, option.arrives_until)]
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {"@type": "MonetaryAmount", "value": str(option.price), "currency": option.price.currency},
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": channel.default_country},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": {"@type": "QuantitativeValue", "minValue": 0, "maxValue": 0, "unitCode": "DAY"},
            "transitTime": {"@type": "QuantitativeValue", "minValue": days[0], "maxValue": days[1], "unitCode": "DAY"},
        },
    }
