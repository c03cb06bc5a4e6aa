"""A customer's own pages show what is theirs, and only that."""

from __future__ import annotations

import pytest

from shop.accounts.models import Address, User
from shop.core.actor import Actor
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

TYPED = {"full_name": "Ada Lovelace", "country": "DE", "line1": "Torstraße 1", "postcode": "10119", "city": "Berlin"}
PAGES = [
    "/account/",
    "/account/orders/",
    "/account/addresses/",
    "/account/addresses/new/",
    "/account/email/",
    "/account/password/change/",
    "/account/sessions/",
    "/account/logout/",
    "/account/reauthenticate/",
]


@pytest.fixture
def customer(client, channel, shopper):
    client.force_login(shopper)
    return client


def order_of(user: User):
    return make_order(("MUG", 1), actor=Actor(kind="customer", user_id=user.pk), email=user.email).order


@pytest.mark.parametrize("path", PAGES)
def test_account_pages_are_private_for_the_logged_in_and_noindex(client, customer, path):
    answer = customer.get(path)

    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert b'<meta name="robots" content="noindex">' in answer.content
    stranger = type(client)().get(path)
    if path != "/account/logout/":
        assert (stranger.status_code, stranger["Location"]) == (302, f"/account/login/?next={path}")


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/account/password/reset/", "/order/"])
def test_pages_for_strangers_are_private_too(client, channel, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert b'<meta name="robots" content="noindex">' in answer.content


def test_orders_are_listed_and_opened_by_their_owner_only(client, customer, shopper, other_shopper):
    make_product("Dock mug", skus=["MUG"])
    mine, theirs = order_of(shopper), order_of(other_shopper)

    listing = markup(customer.get("/account/orders/"))
    assert f"Order #{mine.number}" in listing
    assert f"Order #{theirs.number}" not in listing
    assert f"Order #{mine.number}" in markup(customer.get(f"/account/orders/{mine.public_id}/"))
    assert customer.get(f"/account/orders/{theirs.public_id}/").status_code == 404
    assert type(client)().get(f"/account/orders/{mine.public_id}/").status_code == 302


def test_the_first_address_is_the_default_and_another_can_take_its_place(customer, shopper):
    customer.post("/account/addresses/new/", TYPED)
    answer = customer.post("/account/addresses/new/", {**TYPED, "line1": "Lange Gasse 7", "phone": "+49 30 1"})

    assert (answer.status_code, answer["Location"]) == (303, "/account/addresses/")
    assert b"The address has been saved." in customer.get("/account/addresses/").content
    first, second = Address.objects.order_by("pk")
    assert (first.is_default, second.is_default, second.phone) == (True, False, "+49 30 1")
    customer.post(f"/account/addresses/{second.pk}/action/", {"default": "1"})
    assert list(Address.objects.order_by("pk").values_list("is_default", flat=True)) == [False, True]
    customer.post(f"/account/addresses/{second.pk}/action/", {"delete": "1"})
    assert list(Address.objects.values_list("pk", "is_default")) == [(first.pk, True)]


def test_an_address_is_edited_and_checked_by_the_same_rules_as_at_the_checkout(customer, shopper):
    customer.post("/account/addresses/new/", TYPED)
    entry = Address.objects.get()

    wrong = customer.post(f"/account/addresses/{entry.pk}/", {**TYPED, "city": "", "country": "US"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {
        "city": ["Enter the city."],
        "country": ["We do not deliver to this country."],
    }
    customer.post(f"/account/addresses/{entry.pk}/", {**TYPED, "city": "Potsdam"})
    entry.refresh_from_db()
    assert entry.city == "Potsdam"


def test_the_same_address_is_kept_once(customer):
    for _ in range(2):
        customer.post("/account/addresses/new/", TYPED)

    assert Address.objects.count() == 1


def test_an_action_that_a_login_interrupted_leads_to_the_address_book(customer):
    assert customer.get("/account/addresses/1/action/")["Location"] == "/account/addresses/"


def test_nobody_reads_or_changes_the_address_of_somebody_else(customer, other_shopper):
    theirs = Address.objects.create(user=other_shopper, is_default=True, **TYPED)

    assert customer.get(f"/account/addresses/{theirs.pk}/").status_code == 404
    assert customer.post(f"/account/addresses/{theirs.pk}/", {**TYPED, "city": "Potsdam"}).status_code == 404
    for action in ("delete", "default"):
        answer = customer.post(f"/account/addresses/{theirs.pk}/action/", {action: "1"}, follow=True)
        assert b"This address is no longer in your address book." in answer.content
    theirs.refresh_from_db()
    assert (theirs.city, theirs.is_default) == ("Berlin", True)
