"""What logging in brings along: the guest's cart, and the orders of verified addresses only."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from shop.accounts.models import User
from shop.cart.models import Cart, CartLine
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG-RUST", "MUG-MOSS"], stock=50)


def login(client, email: str = "shopper@example.com", **values):
    return client.post("/account/login/", {"login": email, "password": PASSWORD, **values})


def verify(user: User, email: str = "", *, verified: bool = True) -> None:
    EmailAddress.objects.create(user=user, email=email or user.email, verified=verified, primary=not email)


def test_the_guests_cart_joins_the_customers_and_the_same_thing_adds_up(client, mug, shopper):
    client.force_login(shopper)
    client.post("/cart/lines/", {"sku": "MUG-RUST", "quantity": "1"})
    client.logout()
    client.post("/cart/lines/", {"sku": "MUG-RUST", "quantity": "2"})
    client.post("/cart/lines/", {"sku": "MUG-MOSS", "quantity": "1"})

    answer = login(client, next="/checkout/")

    assert (answer.status_code, answer["Location"]) == (302, "/checkout/")
    mine = Cart.objects.get(user=shopper)
    lines = CartLine.objects.filter(cart=mine).values_list("variant__sku", "quantity").order_by("pk")
    assert list(lines) == [("MUG-RUST", 3), ("MUG-MOSS", 1)]
    assert Cart.objects.get(user=None).status == "merged"
    assert client.get("/cart/").context["cart"].units == 4


def test_logging_in_without_a_cart_opens_none(client, mug, shopper):
    assert login(client)["Location"] == "/account/"
    assert not Cart.objects.exists()


def test_a_login_leads_nowhere_else(client, mug, shopper):
    assert login(client, next="https://evil.example/")["Location"] == "/account/"


def test_a_wrong_password_says_nothing_about_the_address(client, channel, shopper):
    answers = [
        client.post("/account/login/", {"login": email, "password": "wrong"})
        for email in ("shopper@example.com", "nobody@example.com")
    ]

    message = "The email address or password is incorrect."
    assert [answer.context["form"].non_field_errors() for answer in answers] == [[message], [message]]
    assert all(b"<title>Error: Log in" in answer.content for answer in answers)
    assert b'value="shopper@example.com"' in answers[0].content


def test_too_many_wrong_passwords_are_stopped(client, channel, shopper):
    for _ in range(5):
        client.post("/account/login/", {"login": "shopper@example.com", "password": "wrong"})

    answer = login(client)

    assert answer.status_code == 429
    assert 240 < int(answer["Retry-After"]) <= 300
    assert answer.context["form"].non_field_errors() == [
        "Too many attempts. Please wait 5 minutes, or reset your password."
    ]


def test_orders_of_a_verified_address_come_with_the_login_in_any_case(client, mug, shopper):
    order = make_order(("MUG-RUST", 1), email="Shopper@Example.com").order
    other = make_order(("MUG-RUST", 1), email="ada@example.com").order
    verify(shopper)

    login(client)

    assert Order.objects.get(pk=order.pk).user_id == shopper.pk
    assert Order.objects.get(pk=other.pk).user_id is None
    assert f"Order #{order.number}" in markup(client.get("/account/orders/"))


def test_an_address_that_was_only_typed_brings_no_orders(client, mug, shopper):
    order = make_order(("MUG-RUST", 1), email="shopper@example.com").order
    verify(shopper, verified=False)
    verify(shopper, "ada@example.com", verified=False)

    login(client)

    assert Order.objects.get(pk=order.pk).user_id is None
    assert client.get("/account/orders/").context["page"].paginator.count == 0


def test_orders_of_another_customer_are_never_taken(client, mug, shopper, other_shopper):
    order = make_order(("MUG-RUST", 1), email="shopper@example.com").order
    Order.objects.filter(pk=order.pk).update(user=other_shopper)
    verify(shopper)

    login(client)

    assert Order.objects.get(pk=order.pk).user_id == other_shopper.pk
