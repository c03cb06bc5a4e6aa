"""A form whose token is not good any more comes back filled, with a fresh one: no dead end, and nothing lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from shop.cart.models import Cart
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.checkout import shown
from tests.pages import markup

pytestmark = pytest.mark.django_db

TYPED = {
    "email": "grace@example.com", "full_name": "Grace Hopper", "country": "DE", "line1": "Torstraße 1",
    "postcode": "10119", "city": "Berlin", "shipping_method": "express", "payment": "test:success",
}  # fmt: skip
SAME = {"sec-fetch-site": "same-origin"}
PASSWORD = "correct horse battery"


@pytest.fixture
def tab(channel):
    """A guest's browser that insists on tokens, with a mug in the cart."""
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=9)
    browser = Client(enforce_csrf_checks=True)
    browser.post("/cart/lines/", {"sku": "MUG"}, headers=SAME)
    return browser


def token_in(answer) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', markup(answer))[1]


def filled_in(tab) -> dict[str, str]:
    """The checkout as it stands in the tab, ready to be ordered."""
    typed = {**TYPED, "csrfmiddlewaretoken": token_in(tab.get("/checkout/"))}
    page = tab.post("/checkout/", {**typed, "update": "1"}, headers=SAME)
    return {**typed, **shown(page), "csrfmiddlewaretoken": token_in(page), "proof": proof_in(page)}


def proof_in(answer) -> str:
    return re.search(r'name="proof" value="([^"]+)"', markup(answer))[1]


def log_in_elsewhere(tab):
    page = tab.get("/account/login/")
    form = {"login": "shopper@example.com", "password": PASSWORD, "csrfmiddlewaretoken": token_in(page)}
    assert tab.post("/account/login/", form, headers=SAME).status_code == 302


def assert_is_filled(answer):
    html = markup(answer)
    for value in ("grace@example.com", "Grace Hopper", "Torstraße 1", "10119", "Berlin"):
        assert f'value="{value}"' in html
    assert 'value="express" checked' in html
    assert "Nothing was ordered" in html


def test_who_logs_in_in_another_tab_gets_the_form_back_and_orders_by_one_more_click(tab, shopper):
    form = filled_in(tab)
    log_in_elsewhere(tab)

    answer = tab.post("/checkout/", form, headers=SAME)

    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert_is_filled(answer)
    again = {**form, **shown(answer), "csrfmiddlewaretoken": token_in(answer)}
    assert tab.post("/checkout/", again, headers=SAME).status_code == 303
    assert (Order.objects.get().user_id, Order.objects.get().email) == (shopper.pk, "grace@example.com")


@pytest.mark.parametrize("lost", [["csrftoken"], ["csrftoken", "cart"], ["cart"]])
def test_lost_cookies_lose_neither_form_nor_cart(tab, lost):
    form = filled_in(tab)
    for name in lost:
        del tab.cookies[name]

    answer = tab.post("/checkout/", form, headers=SAME)

    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert_is_filled(answer)
    again = {**form, **shown(answer), "csrfmiddlewaretoken": token_in(answer)}
    assert tab.post("/checkout/", again, headers=SAME).status_code == 303
    assert Order.objects.get().lines.get().sku == "MUG"


def test_a_session_that_ended_leads_to_the_login_and_back_to_what_was_typed(tab, shopper):
    log_in_elsewhere(tab)
    form = filled_in(tab)
    tab.cookies.clear()

    answer = tab.post("/checkout/", form, headers=SAME)

    assert (answer.status_code, answer["Location"]) == (303, "/account/login/?next=%2Fcheckout%2F")
    assert "Everything you entered has been saved" in markup(tab.get(answer["Location"]))
    log_in_elsewhere(tab)
    assert 'value="Torstraße 1"' in markup(tab.get("/checkout/"))


def test_a_page_of_another_shopper_is_no_key_to_their_cart(tab):
    form = filled_in(tab)
    thief = Client(enforce_csrf_checks=True)

    for proof in ("", "1:forged", form["proof"].replace(":", "1:", 1)):
        answer = thief.post("/checkout/", {**form, "proof": proof}, headers=SAME)
        assert (answer.status_code, answer["Location"]) == (303, "/cart/")
    assert "cart" not in thief.cookies


def test_htmx_gets_the_form_as_its_fragment(tab):
    form = filled_in(tab)
    del tab.cookies["csrftoken"]

    answer = tab.post("/checkout/", form, headers={**SAME, "HX-Request": "true", "HX-Target": "checkout"})

    assert answer.status_code == 409
    assert markup(answer).strip().startswith("<title>Error: Checkout · Halden</title>")


def test_a_form_of_another_site_does_not_come_back(tab):
    form = filled_in(tab)
    answer = tab.post("/checkout/", {**form, "csrfmiddlewaretoken": "x"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert "Grace Hopper" not in markup(answer)


@pytest.mark.parametrize("loss", ["rotated", "lost"])
def test_every_other_form_comes_back_as_what_was_entered_with_a_button_that_sends_it(tab, shopper, loss):
    page = tab.get("/order/")
    form = {"number": "10<01", "email": 'a"b@example.com', "csrfmiddlewaretoken": token_in(page)}
    if loss == "rotated":
        log_in_elsewhere(tab)
    else:
        del tab.cookies["csrftoken"]

    answer = tab.post("/order/", form, headers=SAME)

    html = markup(answer)
    assert answer.status_code == 409
    assert '<input type="hidden" name="number" value="10&lt;01">' in html
    assert '<input type="hidden" name="email" value="a&quot;b@example.com">' in html
    assert ("You are logged in as <strong>shopper@example.com</strong>" in html) is (loss == "rotated")
    again = {"number": "1001", "email": "a@example.com", "csrfmiddlewaretoken": token_in(answer), "sent_again": "1"}
    assert tab.post("/order/", again, headers=SAME)["Location"] == "/order/?sent=1"


def test_a_password_is_asked_for_anew_and_never_written_into_a_page(tab, shopper):
    form = {"login": "shopper@example.com", "password": PASSWORD, "csrfmiddlewaretoken": "x" * 64}

    answer = tab.post("/account/login/", form, headers=SAME)

    html = markup(answer)
    assert PASSWORD not in html
    assert '<input type="password" id="again-password" name="password" required>' in html
    again = {**form, "csrfmiddlewaretoken": token_in(answer), "sent_again": "1"}
    assert tab.post("/account/login/", again, headers=SAME).status_code == 302


def test_a_browser_that_keeps_no_cookies_is_told_so_instead_of_asked_for_ever(tab):
    tab.cookies.clear()
    first = tab.post("/order/", {"number": "1"}, headers=SAME)
    assert first.status_code == 409
    tab.cookies.clear()

    second = tab.post("/order/", {"number": "1", "sent_again": "1"}, headers=SAME)

    assert second.status_code == 403
    assert "Allow cookies to continue</h1>" in markup(second)


def test_the_cart_that_is_taken_back_has_another_secret(tab):
    form = filled_in(tab)
    before = Cart.objects.get().token_hash
    del tab.cookies["cart"]

    tab.post("/checkout/", form, headers=SAME)

    assert Cart.objects.get().token_hash != before
    assert tab.get("/cart/").context["cart"].units == 1
