"""Leaving the checkout loses nothing: what was typed is kept with the cart, and erased with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.accounts.models import Address
from shop.cart.models import Cart
from shop.cart.operations import keep_typed, purge_carts
from shop.orders.models import Order
from shop.orders.queries import order_path
from tests.factories.catalog import make_product
from tests.factories.checkout import look
from tests.pages import markup

pytestmark = pytest.mark.django_db

TYPED = {
    "email": "grace@example.com", "full_name": "Grace Hopper", "country": "FR", "line1": "Rue de Rivoli 1",
    "line2": "Escalier C", "postcode": "75001", "city": "Paris", "company": "Navy", "phone": "+33 1 23",
    "shipping_method": "express", "payment": "test:challenge",
}  # fmt: skip
HX = {"HX-Request": "true"}


@pytest.fixture
def buyer(client, channel):
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=9)
    client.post("/cart/lines/", {"sku": "MUG"})
    return client


def shown_in(page) -> dict[str, str]:
    return {name: str(page.context["form"][name].value() or "") for name in TYPED}


@pytest.mark.parametrize("to", ["/cart/", "/legal/privacy/", "/account/login/?next=/checkout/"])
def test_whoever_leaves_finds_everything_as_it_was(buyer, to):
    answer = buyer.post("/checkout/", {**TYPED, "leave": to})
    assert (answer.status_code, answer["Location"]) == (303, to)

    page = buyer.get("/checkout/")

    assert shown_in(page) == TYPED
    html = markup(page)
    assert 'value="express" checked' in html
    assert 'value="test:challenge" checked' in html
    assert 'value="Rue de Rivoli 1"' in html
    assert "error-summary" not in html, "nothing is judged yet"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_leaving_leads_to_no_other_site(buyer, to):
    answer = buyer.post("/checkout/", {**TYPED, "leave": to})

    assert (answer.status_code, "Location" in answer) == (200, False)


def test_the_script_keeps_each_field_as_soon_as_it_is_left(buyer):
    answer = buyer.post("/checkout/", {"email": "grace@example.com", "city": "Par", "keep": "city"}, headers=HX)

    assert (answer.status_code, answer.content) == (204, b"")
    assert shown_in(buyer.get("/checkout/"))["city"] == "Par"


def test_an_earlier_field_that_arrives_last_takes_back_no_other(buyer):
    buyer.post("/checkout/", {**TYPED, "save_address": "on", "keep": "save_address"}, headers=HX)
    buyer.post("/checkout/", {**TYPED, "keep": "city"}, headers=HX)

    buyer.post("/checkout/", {"email": "grace@example.com", "city": "", "keep": "email"}, headers=HX)

    assert Cart.objects.get().typed == {"save_address": "on", "city": "Paris", "email": "grace@example.com"}


def test_a_refused_order_is_kept_too(buyer):
    assert buyer.post("/checkout/", {**TYPED, "email": "grace", "order": "1"}).status_code == 422

    assert shown_in(buyer.get("/checkout/")) == {**TYPED, "email": "grace"}


def test_the_country_survives_a_change_of_quantity_without_script(buyer):
    line = Cart.objects.get().lines.get()
    assert buyer.post("/cart/country/", {"country": "FR"})["Location"] == "/cart/"

    buyer.post(f"/cart/lines/{line.pk}/", {"quantity": "3", "country": "FR"})

    assert buyer.get("/cart/").context["cart"].country == "FR"
    assert shown_in(buyer.get("/checkout/"))["country"] == "FR"
    buyer.post("/checkout/", {**TYPED, "country": "AT", "leave": "/cart/"})
    assert buyer.get("/cart/").context["cart"].country == "AT"


def test_a_country_of_the_address_bar_is_kept_by_the_first_change(buyer):
    line = Cart.objects.get().lines.get()
    page = markup(buyer.get("/cart/?country=FR"))
    assert '<input type="hidden" name="country" value="FR">' in page

    buyer.post(f"/cart/lines/{line.pk}/", {"quantity": "2", "country": "FR"})

    assert buyer.get("/cart/").context["cart"].country == "FR"


def test_an_unknown_country_is_not_kept(buyer):
    buyer.post("/cart/country/", {"country": "XX"})

    assert (Cart.objects.get().typed, buyer.get("/cart/").context["cart"].country) == ({}, "DE")


def test_logging_in_takes_what_was_typed_along(buyer, shopper):
    buyer.post("/checkout/", {**TYPED, "leave": "/account/login/?next=/checkout/"})
    buyer.post("/account/login/", {"login": shopper.email, "password": "correct horse battery"})

    assert shown_in(buyer.get("/checkout/")) == TYPED
    assert Cart.objects.get(user=None).typed == {}


def test_an_order_erases_it_and_one_that_failed_gives_it_back(buyer):
    bank = buyer.post("/checkout/", look(buyer, TYPED))["Location"]
    assert Cart.objects.get().typed == {}
    buyer.post(bank, {"answer": "decline"})
    buyer.get(f"/o/{Order.objects.get().public_id}/return/")
    from shop.checkout.operations import settle_payment

    settle_payment(payment_id=Order.objects.get().payments.get().pk, now=timezone.now())

    kept = shown_in(buyer.get("/checkout/"))

    assert {**kept, "payment": "test:challenge"} == TYPED
    assert buyer.post("/checkout/", look(buyer, {**TYPED, "payment": "test:success"})).status_code == 303
    assert Cart.objects.get().typed == {}


def test_who_logs_in_while_paying_and_turns_back_has_the_goods_in_their_cart(buyer, shopper):
    assert buyer.post("/checkout/", look(buyer, TYPED)).status_code == 303
    buyer.post("/account/login/", {"login": shopper.email, "password": "correct horse battery"})
    order = Order.objects.get()

    back = buyer.get(f"{order_path(order)}return/?cancel=1", follow=True)

    assert shown_in(back)["city"] == "Paris"
    cart = Cart.objects.get(status="open")
    assert (cart.user_id, list(cart.lines.values_list("variant__sku", "quantity"))) == (shopper.pk, [("MUG", 1)])


def test_somebody_elses_cart_tells_nothing(buyer, client):
    buyer.post("/checkout/", {**TYPED, "keep": "email"})
    stranger = type(client)()
    stranger.post("/cart/lines/", {"sku": "MUG"})

    assert "grace@example.com" not in markup(stranger.get("/checkout/"))


def test_a_cart_that_nobody_touches_for_sixty_days_is_erased_with_what_was_typed(buyer):
    buyer.post("/checkout/", {**TYPED, "keep": "email"})
    touched = Cart.objects.get().updated_at

    assert purge_carts(now=touched + timedelta(days=60)) == 0
    assert purge_carts(now=touched + timedelta(days=60, seconds=1)) == 2, "the cart and its line"
    assert not Cart.objects.exists()


def test_what_was_bought_stays_for_the_record(buyer):
    buyer.post("/checkout/", look(buyer, {**TYPED, "payment": "test:success"}))

    assert purge_carts(now=timezone.now() + timedelta(days=400)) == 0


def test_only_texts_of_a_decent_length_are_kept(buyer):
    cart = Cart.objects.get()
    keep_typed(cart_id=cart.pk, typed={"city": "x" * 5000, "line1": "a\x00b"}, now=timezone.now())

    cart.refresh_from_db()
    assert cart.typed == {"city": "x" * 1000, "line1": "ab"}


# ---- a customer chooses among saved addresses


@pytest.fixture
def customer(client, channel, shopper):
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=9)
    client.force_login(shopper)
    client.post("/cart/lines/", {"sku": "MUG"})
    for city, country, default in (("Berlin", "DE", True), ("Paris", "FR", False)):
        Address.objects.create(
            user=shopper, full_name="Ada", line1="Street 1", city=city, postcode="10119", country=country,
            is_default=default,
        )  # fmt: skip
    return client


def test_a_customer_chooses_among_saved_addresses_and_delivery_follows(customer):
    page = customer.get("/checkout/")
    paris = Address.objects.get(city="Paris")
    assert page.context["form"].chosen.city == "Berlin"
    assert page.context["quote"].tax.amount_minor == 303 + 78
    choice = {"email": "a@example.com", "payment": "test:success", "shipping_method": "standard", "country": "DE"}

    form = look(customer, {**choice, "deliver_to": str(paris.pk)})

    assert customer.get("/checkout/").context["quote"].tax.amount_minor == 317 + 82
    assert customer.post("/checkout/", form).status_code == 303
    address = Order.objects.get().addresses.get()
    assert (address.city, address.country, Address.objects.count()) == ("Paris", "FR", 2)


def test_a_customer_may_type_another_address(customer):
    form = look(customer, {**TYPED, "payment": "test:success", "deliver_to": "new", "save_address": "on"})

    assert customer.post("/checkout/", form).status_code == 303
    assert Order.objects.get().addresses.get().line1 == "Rue de Rivoli 1"
    assert Address.objects.filter(line1="Rue de Rivoli 1").count() == 1


def test_nobody_delivers_to_an_address_of_somebody_else(customer, other_shopper):
    foreign = Address.objects.create(
        user=other_shopper, full_name="Eve", line1="Secret 1", city="Wien", postcode="1010", country="AT"
    )

    answer = customer.post("/checkout/", {"deliver_to": str(foreign.pk), "payment": "test:success", "order": "1"})

    assert (answer.status_code, "Secret 1" in markup(answer)) == (422, False)
