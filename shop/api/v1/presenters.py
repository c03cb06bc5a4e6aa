"""How products and orders look in version 1."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone

from shop.api.common.answers import timestamp
from shop.api.common.money import amount
from shop.catalog.rules import product_path
from shop.checkout.order_view import OrderView
from shop.core.site import absolute
from shop.fulfilment.models import Fulfilment
from shop.orders.models import Order
from shop.payments.providers.manual import Instructions


@lru_cache(maxsize=2048)  # about 10 MB; the key is the content itself, so nothing in it is ever out of date
def product_json(text: str) -> orjson.Fragment:
    """Return a product as JSON, from the JSON of its snapshot."""
    return orjson.Fragment(orjson.dumps(present_product(orjson.loads(text))))


def present_product(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a product from its snapshot (see `search.documents`)."""
    currency = data["currency"]
    pictures = {image["path"]: _present_image(image) for image in data["images"]}
    category = data["category"]
    return {
        "id": data["id"],
        "name": data["name"],
        "slug": data["slug"],
        "url": f"{settings.SITE_URL}{product_path(data['slug'])}",
        "description": data["description"],
        "vendor": data["vendor"],
        "tags": data["tags"],
        "withdrawal_exempt": data.get("withdrawal_exempt") or None,
        "price": amount(data["price_minor"], currency),
        "compare_at_price": _optional(data["compare_at_minor"], currency),
        "max_price": amount(data["price_max_minor"], currency),
        "in_stock": data["in_stock"],
        "category": {**category, "url": absolute(category["url"])} if category else None,
        "variants": [_present_variant(variant, currency, pictures) for variant in data["variants"]],
        "images": list(pictures.values()),
        "created_at": data["created_at"],
    }


def present_order(order: Order, *, is_new: bool = False) -> dict[str, Any]:
    """Return an order, from what is loaded or six queries; a new one has no parcels and changes, so it needs three."""
    prefetch_related_objects([order], "lines", "addresses", "payments")
    view, currency = OrderView(order, timezone.now(), is_new=is_new), order.currency
    address, payment = view.address, view.payment
    return {
        "id": order.public_id,
        "number": str(order.number),
        "status": order.status,
        "payment_status": order.payment_status,
        "awaits_confirmation": view.awaits_confirmation,
        "fulfilment_status": order.fulfilment_status,
        "currency": currency,
        "subtotal": amount(order.subtotal_minor, currency),
        "shipping": amount(order.shipping_minor, currency),
        "tax": amount(order.tax_minor, currency),
        "total": amount(order.total_minor, currency),
        "credited": amount(order.credited_minor, currency),
        "due": amount(view.due.amount_minor, currency),
        "email": order.email,
        "created_at": timestamp(order.created_at),
        "lines": [
            {
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "quantity_cancelled": line.quantity_cancelled,
                "quantity_fulfilled": line.quantity_fulfilled,
                "quantity_returned": line.quantity_returned,
                "price": amount(line.unit_minor, currency),
                "total": amount(line.total_minor, currency),
                "options": dict(line.options),
                "components": [{name: part[name] for name in ("sku", "name", "quantity")} for part in line.components],
            }
            for line in order.lines.all()
        ],
        "fulfilments": [_fulfilment(parcel) for parcel in view.parcels],
        "shipping_address": {name: getattr(address, name) for name in _ADDRESS} if address else None,
        "shipping_method": {
            "code": order.shipping_code,
            "name": order.shipping_name,
            "arrives_from": order.arrives_from,
            "arrives_until": order.arrives_until,
        },
        "payment": {
            "provider": payment.provider,
            "status": payment.status,
            "redirect_url": absolute(payment.redirect_url) or None,
        }
        if payment
        else None,
        "bank_transfer": _transfer(view.transfer) if view.transfer else None,
        "can_withdraw": view.can_withdraw,
        "withdraw_until": view.period.ends_on,
        "status_url": view.status_url,
        "pay_url": view.pay_url,
    }


def _transfer(how: Instructions) -> dict[str, Any]:
    return {
        "holder": how.holder,
        "iban": how.iban,
        "bic": how.bic,
        "bank": how.bank,
        "reference": how.reference,
        "amount": amount(how.amount.amount_minor, how.amount.currency),
        "due_at": timestamp(how.due_at),
    }


_ADDRESS = ("full_name", "company", "line1", "line2", "city", "postcode", "region", "country", "phone")


def _fulfilment(parcel: Fulfilment) -> dict[str, Any]:
    return {
        "id": parcel.public_id,
        "status": parcel.status,
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number,
        "tracking_url": parcel.tracking_page,
        "shipped_at": timestamp(parcel.shipped_at) if parcel.shipped_at else None,
        "delivered_at": timestamp(parcel.delivered_at) if parcel.delivered_at else None,
        "lines": [{"sku": part.order_line.sku, "quantity": part.quantity} for part in parcel.lines.all()],
    }


def _present_variant(
    variant: Mapping[str, Any], currency: str, pictures: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    picture = pictures.get(variant["picture"])
    return {
        "sku": variant["sku"],
        "price": amount(variant["price_minor"], currency),
        "compare_at_price": _optional(variant["compare_at_minor"], currency),
        "options": dict(variant["options"]),
        "in_stock": variant["in_stock"],
        "availability": variant["status"],
        "units_left": variant["units_left"],
        "available_from": variant["available_from"],
        "components": variant["components"],
        "image": picture["url"] if picture else None,
    }


def _present_image(image: Mapping[str, Any]) -> dict[str, Any]:
    folder = f"{settings.SITE_URL}{settings.MEDIA_URL}{image['path']}"
    return {
        "url": f"{folder}/{image['widths'][-1]}.jpg",
        "alt": image["alt"],
        "width": image["width"],
        "height": image["height"],
        "widths": image["widths"],
        "template": f"{folder}/{{width}}.{{format}}",
    }


def _optional(amount_minor: int | None, currency: str) -> dict[str, str] | None:
    return None if amount_minor is None else amount(amount_minor, currency)
