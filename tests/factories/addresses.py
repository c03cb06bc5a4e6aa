"""All addresses of the staff side, from the resolver, each with something that exists."""

from __future__ import annotations

import re

from django.urls import URLPattern, URLResolver

from shop.backoffice.site import site
from shop.backoffice.urls import urlpatterns
from shop.notifications.models import MailMessage
from shop.orders.models import Order


def addresses(patterns, before=""):
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, before + str(each.pattern))
        elif isinstance(each, URLPattern) and each.name:
            yield each.name, before + str(each.pattern)


# For everybody of the staff: their own start page, what they may find, and going in and out.
FOR_ALL_STAFF = {
    "index", "login", "logout", "search", "password_change", "password_change_done", "jsi18n", "app_list",
    "view_on_site", "autocomplete",
}  # fmt: skip
ADDRESSES = [(name, route) for name, route in addresses(urlpatterns) if name not in FOR_ALL_STAFF]
PARTS = sorted({"/".join(route.split("/")[:2]) for _, route in ADDRESSES})


def addresses_of(part, order):
    return [(name, path_of(route, order)) for name, route in ADDRESSES if route.startswith(f"{part}/")]


def path_of(route, order):
    """The address of something that exists, as far as the shop has one of it."""
    sent = Order.objects.filter(fulfilments__isnull=False).first()
    parcel = sent.fulfilments.first()
    owner = sent if "parcel_id" in route else order
    product = order.lines.get().variant.product
    values = {
        "order_id": owner.pk, "parcel_id": parcel.pk, "payment_id": order.payments.first().pk, "product_id": product.pk,
        "variant_id": order.lines.get().variant_id, "message_id": MailMessage.objects.first().pk,
    }  # fmt: skip

    def value(match):
        kind, name = match[1], match[2]
        if name == "object_id":
            return str(_first_of(route))
        return str(values.get(name, _first_of(route))) if kind == "int" else "x"

    return "/admin/" + re.sub(r"<(\w+):(\w+)>", value, route).lstrip("^").rstrip("$")


def _first_of(route):
    for model in site._registry:
        if route.startswith(f"{model._meta.app_label}/{model._meta.model_name}/"):
            row = model._default_manager.order_by("pk").first()
            return row.pk if row else 1
    return 1
