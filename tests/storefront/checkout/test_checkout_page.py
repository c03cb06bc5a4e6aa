"""The checkout as a buyer sees it: what is asked, what is refused and how, what comes after."""

from __future__ import annotations

import re

import pytest

from shop.accounts.models import Address
from shop.cart.models import Cart, CartLine
from shop.catalog.models import Product
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.orders.queries import order_path, order_token
from shop.payments.models import TestCharge
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.providers.test import TestProvider
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.factories.checkout import look, shown
from tests.pages import markup

pytestmark = pytest.mark.django_db

HX = {"HX-Request": "true", "HX-Target": "checkout"}
TYPED = {
    "email": "grace@example.com",
    "full_name": "Grace Hopper",
    "country": "DE",
    "line1": "Torstraße 1",
    "postcode": "10119",
    "city": "Berlin",
    "shipping_method": "standard",
    "payment": "test:success",
}


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=5)


@pytest.fixture
def buyer(client, mug):
    client.post("/cart/lines/", {"sku": "MUG", "quantity": "2"})
    return client


def hidden(answer) -> dict[str, str]:
    """What the order button would send along."""
    return shown(answer)


def order(buyer, *, headers=None, **changed):
    values = {**TYPED, **hidden(buyer.get("/checkout/")), **changed}
    return buyer.post("/checkout/", {name: value for name, value in values.items() if value}, headers=headers or {})


def errors(answer) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in answer.context["form"].errors.items()}


def test_a_new_guest_fills_in_six_fields(buyer):
    page = buyer.get("/checkout/")

    form = markup(page).partition('id="checkout-form"')[2].partition("</form>")[0]
    shown = re.sub(r"<details.*?</details>", "", form, flags=re.DOTALL)
    fields = re.findall(r'<(?:input type="(?:text|email)"|select) name="(\w+)"', shown)
    assert fields == ["email", "full_name", "country", "line1", "postcode", "city"]
    assert page["Cache-Control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in markup(page)


def test_the_button_says_that_it_obliges_to_pay_and_how_much(buyer):
    html = markup(buyer.get("/checkout/"))

    assert ">Order with obligation to pay · €42.90</button>" in html
    assert "incl. €6.85 VAT" in html
    sent = hidden(buyer.get("/checkout/"))
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
    page = hidden(buyer.get("/checkout/"))

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


def test_a_changed_price_is_shown_before_anything_is_ordered(buyer):
    page = hidden(buyer.get("/checkout/"))
    Price.objects.update(amount_minor=2150)

    answer = buyer.post("/checkout/", {**TYPED, **page})

    assert answer.status_code == 409
    assert errors(answer) == {
        "__all__": ["The total is now €47.90 instead of €42.90. Please check it and order again."]
    }
    assert hidden(answer)["seen_total"] == "4790"
    assert not Order.objects.exists()
    again = buyer.post("/checkout/", {**TYPED, **hidden(answer)})
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
    page = hidden(buyer.get("/checkout/"))
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
    page = hidden(buyer.get("/checkout/"))
    make_product("Bowl", skus=["BOWL"])
    buyer.post("/cart/lines/", {"sku": "BOWL"})
    Product.objects.filter(name="Bowl").update(status="archived")

    answer = buyer.post("/checkout/", {**TYPED, **page})

    assert answer.status_code == 422
    assert errors(answer) == {
        "__all__": ["Bowl: no longer available. Nothing was ordered. Please remove it from your cart."]
    }


def test_a_declined_payment_comes_back_with_everything_kept(buyer):
    answer = order(buyer, payment="test:decline", headers=HX)

    assert answer.status_code == 422
    message = (
        "Your bank declined the payment. You have not been charged. Please try again or choose another payment method."
    )
    assert errors(answer) == {"payment": [message]}
    assert 'value="test:decline" checked' in markup(answer)
    assert 'value="Grace Hopper"' in markup(answer)
    assert StockLevel.objects.get().allocated == 0
    again = buyer.post("/checkout/", {**TYPED, **hidden(answer)})
    placed = Order.objects.get(status="placed")
    assert again["Location"] == order_path(placed)
    assert StockLevel.objects.get().allocated == 2


def test_a_payment_that_needs_confirmation_goes_to_the_bank_and_comes_back(buyer):
    answer = order(buyer, payment="test:challenge")

    pending = Order.objects.get()
    charge = TestCharge.objects.get()
    assert (pending.status, answer["Location"]) == ("pending", f"/pay/test/{charge.reference}/")
    bank = buyer.get(answer["Location"])
    assert "This is not a real bank." in markup(bank)
    assert "Approve €42.90" in markup(bank)
    back = buyer.post(answer["Location"], {"answer": "approve"})
    assert back["Location"] == f"{order_path(pending)}return/"
    landed = buyer.get(back["Location"])
    assert (landed.status_code, landed["Location"]) == (303, order_path(pending))
    pending.refresh_from_db()
    assert (pending.status, pending.payment_status) == ("placed", "paid")
    assert buyer.get(answer["Location"])["Location"] == back["Location"], "an answered question is not asked again"


def test_a_buyer_who_declines_at_the_bank_finds_the_checkout_as_it_was(buyer):
    chosen = {"payment": "test:challenge", "line2": "Hinterhof", "shipping_method": "express"}
    bank = buyer.post("/checkout/", look(buyer, TYPED | chosen))
    back = buyer.post(bank["Location"], {"answer": "decline"})

    landed = buyer.get(back["Location"])

    failed = Order.objects.get()
    assert landed["Location"] == f"/checkout/?retry={order_token(failed).replace(':', '%3A')}"
    page = buyer.get(landed["Location"])
    html = markup(page)
    assert page.status_code == 200
    assert "Your order was not placed</h2>" in html
    assert "Your bank declined the payment. You have not been charged." in html
    for value in ("grace@example.com", "Grace Hopper", "Torstraße 1", "Hinterhof", "10119", "Berlin"):
        assert f'value="{value}"' in html
    assert 'value="express" checked' in html
    assert hidden(page)["seen_total"] == "5000"


def test_a_forged_retry_link_shows_nothing_of_an_order(buyer):
    order(buyer, payment="test:decline")
    failed = Order.objects.get()

    page = buyer.get(f"/checkout/?retry={failed.public_id}:forged")

    assert "was not placed" not in markup(page)
    stranger = type(buyer)()
    stranger.post("/cart/lines/", {"sku": "MUG"})
    assert "grace@example.com" not in markup(stranger.get(f"/checkout/?retry={failed.public_id}:forged"))


def test_a_provider_that_is_away_leaves_a_pending_order(buyer, monkeypatch):
    def away(self, request):
        raise ProviderUnavailable

    monkeypatch.setattr(TestProvider, "start", away)

    answer = order(buyer)

    pending = Order.objects.get()
    assert (pending.status, answer["Location"]) == ("pending", order_path(pending))
    assert "The payment has not started yet</h1>" in markup(buyer.get(answer["Location"]))


def test_an_empty_cart_has_no_checkout(client, mug):
    assert client.get("/checkout/")["Location"] == "/cart/"
    client.post("/cart/lines/", {"sku": "MUG"})
    CartLine.objects.all().delete()
    assert client.get("/checkout/")["Location"] == "/cart/"
    assert client.post("/checkout/", TYPED)["Location"] == "/cart/"


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
    assert hidden(answer)["seen_total"] == "5000"


def test_a_form_without_a_token_is_refused(mug):
    from django.test import Client

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
