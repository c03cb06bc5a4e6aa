"""The pages of stock, and what is pressed on more than one of them."""

from __future__ import annotations

import re

from shop.catalog.models import Variant
from shop.inventory.models import Location, StockLevel
from tests.pages import markup

LIST = "/admin/inventory/stocklevel/"
RECEIVE = f"{LIST}receive/"
NEW_TRANSFER = "/admin/inventory/transfer/add/"
ODD = ["", "-1", "1.5", "1000001", "9" * 30, "1e3", "NaN", "true", "null"]


def level(sku="MUG"):
    return StockLevel.objects.get(variant__sku=sku)


def page_of(sku="MUG"):
    return f"{LIST}{level(sku).pk}/change/"


def hidden(answer):
    """The hidden fields of a page, as a browser sends them back."""
    html = markup(answer)
    return dict(re.findall(r'<input type="hidden" name="(key|shown|version)" value="([^"]*)"', html))


def send(client, target, code=("MUG",), units=("4",), **values):
    source = Location.objects.get(code="main").pk
    data = {"code": list(code), "units": list(units), "source": source, "target": target.pk, "book": "1", **values}
    return client.post(NEW_TRANSFER, data)


def bundle_url(sku="CUP"):
    variant = Variant.objects.get(sku=sku)
    return f"/admin/catalog/product/{variant.product_id}/bundle/{variant.pk}/"
