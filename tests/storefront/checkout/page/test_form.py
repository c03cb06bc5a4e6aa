"""The checkout as a buyer sees it: what is asked, what is refused and how, what comes after."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from shop.accounts.models import Address
from shop.cart.models import Cart, CartLine
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.orders.queries import order_path
from tests.factories.checkout import look, shown
from tests.pages import markup
from tests.storefront.checkout.page.ordering import HX, TYPED, errors, order

pytestmark = pytest.mark.django_db


def test_a_new_guest_fills_in_six_fields(buyer):
    page = buyer.get("/checkout/")

    form = markup(page).partition('id="checkout-form"')[2].partition("</form>")[0]
    visible = re.sub(r"<details.*?</details>", "", form, flags=re.DOTALL)
    fields = re.findall(r'<(?:input type="(?:text|email)"|select) name="(\w+)"', visible)
    assert fields == ["email", "full_name", "country", "line1", "postcode", "city"]
    assert page["Cache-Control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in markup(page)


def test_the_button_says_that_it_obliges_to_pay_and_how_much(buyer):
    html = markup(buyer.get("/checkout/"))

    assert ">Order with obligation to pay · €42.90</button>" in html
    assert "incl. €6.85 VAT" in html
    sent = shown(buyer.get("/checkout/"))
    assert (sent["cart"], sent["seen_total"]) == (str(Cart.objects.get().pk), "4290")
    assert re.fullmatch("[0-9a-f]{64}", sent["agreed"])


def test_an_order_leads_to_its_own_page(buyer):
    answer = order(buyer)

    placed = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, order_path(placed))
    assert (placed.status, placed.total_minor, placed.email) == ("placed", 4290, "grace@example.com")
    assert (placed.user_id, placed.shipping_code) == (None, "standard")
    address = placed.addresses.get()
    assert (address.full_name, address.line1, address.postcode, address.city, address.country) == (
        "Grace Hopper",
        "Torstraße 1",
        "10119",
        "Berlin",
        "DE",
    )
    assert StockLevel.objects.get().allocated == 2


def test_htmx_is_sent_on_by_a_header(buyer):
    answer = order(buyer, headers=HX)

    assert (answer.status_code, answer["HX-Redirect"]) == (200, order_path(Order.objects.get()))


def test_sending_the_form_twice_makes_one_order(buyer):
    page = shown(buyer.get("/checkout/"))

    first = buyer.post("/checkout/", {**TYPED, **page})
    second = buyer.post("/checkout/", {**TYPED, **page})

    assert first["Location"] == second["Location"] == order_path(Order.objects.get())
    assert StockLevel.objects.get().allocated == 2


def test_the_cart_of_somebody_else_cannot_be_ordered(buyer, client):
    strangers_cart = Cart.objects.get().pk
    thief = type(client)()
    thief.post("/cart/lines/", {"sku": "MUG"})

    thief.post("/checkout/", {**look(thief, TYPED), "cart": strangers_cart})

    assert Order.objects.get().lines.get().quantity == 1
    assert Cart.objects.get(pk=strangers_cart).status == "open"


def test_everything_missing_is_named_at_once_and_what_was_typed_stays(buyer):
    answer = order(buyer, email="grace", full_name="", line1="", city=" ", company="Navy")

    assert answer.status_code == 422
    assert errors(answer) == {
        "email": ["Enter an email address, such as name@example.com."],
        "full_name": ["Enter a name."],
        "line1": ["Enter the street and number."],
        "city": ["Enter the city."],
    }
    html = markup(answer)
    assert "<title>Error: Checkout · Halden</title>" in html
    assert '<a href="#id_email">Email: Enter an email address, such as name@example.com.</a>' in html
    assert 'name="postcode" value="10119"' in html
    assert "<details open>" in html, "the filled company field is in sight"
    assert not Order.objects.exists()


def test_errors_reach_htmx_as_a_fragment_with_its_title(buyer):
    answer = order(buyer, headers=HX, city="")

    html = markup(answer)
    assert answer.status_code == 422
    assert answer["Cache-Control"] == "private, no-store"
    assert html.strip().startswith("<title>Error: Checkout · Halden</title>")
    assert "<!doctype" not in html
    assert 'role="alert" tabindex="-1" data-focus' in html


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("country", "US", "We do not deliver to this country."),
        ("country", "", "Choose a country."),
        ("payment", "", "Choose how to pay."),
        ("payment", "gold:bar", "This payment method is not available."),
        ("payment", "test:bar", "Choose one of: success, challenge, decline."),
        ("shipping_method", "drone", "This delivery option is not available for your address."),
        ("full_name", "x" * 121, "Use at most 120 characters."),
        ("city", "Ber\x01lin", "Remove the control characters."),
    ],
)
def test_a_value_that_does_not_work_is_refused_at_its_field(buyer, field, value, message):
    answer = order(buyer, **{field: value})

    assert answer.status_code == 422
    assert errors(answer) == {field: [message]}
    assert not Order.objects.exists()


def test_an_empty_cart_has_no_checkout(client, mug):
    assert client.get("/checkout/")["Location"] == "/cart/"
    client.post("/cart/lines/", {"sku": "MUG"})
    CartLine.objects.all().delete()
    assert client.get("/checkout/")["Location"] == "/cart/"
    assert client.post("/checkout/", TYPED)["Location"] == "/cart/"


def test_a_form_without_a_token_is_refused(mug):
    strict = Client(enforce_csrf_checks=True)
    strict.post("/cart/lines/", {"sku": "MUG"})

    assert strict.post("/checkout/", TYPED).status_code == 409
    assert not Order.objects.exists()


def test_a_customer_finds_their_address_and_may_keep_a_new_one(client, mug, shopper):
    client.force_login(shopper)
    client.post("/cart/lines/", {"sku": "MUG"})

    first = client.get("/checkout/")
    assert 'value="shopper@example.com"' in markup(first)
    assert "Already have an account?" not in markup(first)
    order(client, email="shopper@example.com", save_address="on")

    saved = Address.objects.get()
    assert (saved.user_id, saved.line1, saved.is_default) == (shopper.pk, "Torstraße 1", True)
    assert Order.objects.get().user_id == shopper.pk
    client.post("/cart/lines/", {"sku": "MUG"})
    again = client.get("/checkout/")
    assert again.context["form"].chosen == saved
    assert "Torstraße 1, 10119 Berlin, Germany" in markup(again)
    order(client, save_address="", deliver_to=saved.pk)
    assert (Address.objects.count(), Order.objects.filter(status="placed").count()) == (1, 2)
