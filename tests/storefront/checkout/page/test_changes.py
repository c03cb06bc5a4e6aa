"""What changed since the page was shown, by the shop or by the buyer, is shown before anything is ordered."""

from __future__ import annotations

import re

import pytest

from shop.catalog.models import Product
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.orders.queries import order_path
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.factories.checkout import shown
from tests.pages import markup
from tests.storefront.checkout.page.ordering import TYPED, errors, order

pytestmark = pytest.mark.django_db


def test_a_changed_price_is_shown_before_anything_is_ordered(buyer):
    page = shown(buyer.get("/checkout/"))
    Price.objects.update(amount_minor=2150)

    answer = buyer.post("/checkout/", {**TYPED, **page})

    assert answer.status_code == 409
    assert errors(answer) == {
        "__all__": ["The total is now €47.90 instead of €42.90. Please check it and order again."]
    }
    assert shown(answer)["seen_total"] == "4790"
    assert not Order.objects.exists()
    again = buyer.post("/checkout/", {**TYPED, **shown(answer)})
    assert again["Location"] == order_path(Order.objects.get())


def test_a_country_chosen_without_script_changes_the_price_before_the_order(buyer):
    answer = order(buyer, country="FR", shipping_method="express")

    assert answer.status_code == 409
    assert errors(answer)["__all__"] == ["The total is now €50.00 instead of €42.90. Please check it and order again."]


def test_a_form_that_shows_no_total_agrees_to_none(buyer):
    answer = buyer.post("/checkout/", {**TYPED, "order": "1"})

    assert answer.status_code == 409
    assert not Order.objects.exists()


def test_what_ran_out_in_the_meantime_is_named_and_nothing_is_ordered(buyer):
    page = shown(buyer.get("/checkout/"))
    StockLevel.objects.update(on_hand=1)

    answer = buyer.post("/checkout/", {**TYPED, **page})

    assert answer.status_code == 409
    assert errors(answer) == {
        "__all__": ["Only 1 of Dock mug left; you wanted 2. Nothing was ordered. Please change your cart."]
    }
    assert 'value="Grace Hopper"' in markup(answer)
    assert not Order.objects.exists()
    assert "only 1 left" in markup(buyer.get("/checkout/")), "said before paying as well"


def test_what_is_no_longer_sold_is_named(buyer):
    page = shown(buyer.get("/checkout/"))
    make_product("Bowl", skus=["BOWL"])
    buyer.post("/cart/lines/", {"sku": "BOWL"})
    Product.objects.filter(name="Bowl").update(status="archived")

    answer = buyer.post("/checkout/", {**TYPED, **page})

    assert answer.status_code == 422
    assert errors(answer) == {
        "__all__": ["Bowl: no longer available. Nothing was ordered. Please remove it from your cart."]
    }


def test_changing_country_or_delivery_swaps_delivery_summary_and_button(buyer):
    headers = {"HX-Request": "true", "HX-Target": "delivery"}

    answer = buyer.post(
        "/checkout/", {**TYPED, "update": "1", "country": "FR", "shipping_method": "express"}, headers=headers
    )

    html = markup(answer)
    assert answer.status_code == 200
    assert html.strip().startswith('<fieldset class="fieldset" id="delivery"')
    for region in ('id="summary"', 'id="summary-phone"', 'id="pay"'):
        assert re.search(region + r'[^>]* hx-swap-oob="true"', html)
    assert 'value="express" checked' in html
    assert ">Order with obligation to pay · €50.00</button>" in html
    assert '<p hx-swap-oob="innerHTML:#status">Express: €12.00. Total €50.00</p>' in html
    assert "incl. €8.33 VAT" in html
    assert not Order.objects.exists()


def test_updating_without_script_keeps_what_was_typed_and_judges_nothing(buyer):
    answer = buyer.post("/checkout/", {"update": "1", "country": "AT", "email": "gra", "shipping_method": "express"})

    html = markup(answer)
    assert answer.status_code == 200
    assert 'value="gra"' in html
    assert "error-summary" not in html
    assert '<option value="AT" selected>' in html
    assert shown(answer)["seen_total"] == "5000"
