"""What product page, cards, cart and checkout say about stock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.inventory.rules import StockPart, availability
from shop.search.models import ProductDocument
from shop.search.operations import refresh_stale
from shop.storefront.presenters import card_of
from shop.storefront.stock import line_words, words_of
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.stock import make_bundle, set_level
from tests.pages import markup

TODAY = date(2026, 11, 23)
DECEMBER = date(2026, 12, 3)


def stock(*, ready=0, available=0, expected_on=None, released_on=None, low=None, counted=True):
    part = StockPart(1, "MUG", "Mug", 1, counted, ready, available, expected_on, low)
    return availability([part], is_bundle=False, released_on=released_on, today=TODAY)


@pytest.mark.parametrize(
    ("given", "text", "schema"),
    [
        ({"counted": False}, "In stock", "InStock"),
        ({"ready": 6, "available": 6}, "In stock", "InStock"),
        ({"ready": 3, "available": 3}, "Only 3 left", "LimitedAvailability"),
        ({"ready": 3, "available": 9}, "Only 3 ready to ship now", "LimitedAvailability"),
        ({"ready": 3, "available": 3, "low": 2}, "In stock", "InStock"),
        ({"available": 4, "expected_on": date(2026, 12, 10)}, "Back-order, expected 10 Dec", "BackOrder"),
        ({"available": 4, "expected_on": date(2027, 1, 8)}, "Back-order, expected 8 Jan 2027", "BackOrder"),
        ({"available": 4}, "Back-order, ships when it is back in stock", "BackOrder"),
        ({"ready": 9, "available": 9, "released_on": DECEMBER}, "Pre-order, ships from 3 Dec", "PreOrder"),
        ({"released_on": DECEMBER}, "Sold out", "OutOfStock"),
        ({"ready": 9, "available": 9, "released_on": TODAY}, "In stock", "InStock"),
    ],
)
def test_each_state_has_its_words(given, text, schema):
    words = words_of(stock(**given), today=TODAY, locale="en_IE")

    assert (words.text, words.schema) == (text, schema)
    assert bool(words.button) is (text != "Sold out")


@pytest.mark.parametrize(
    ("given", "quantity", "text"),
    [
        ({"ready": 3, "available": 9}, 3, ""),
        ({"ready": 3, "available": 9}, 5, "3 in stock, 2 on back-order"),
        ({"ready": 3, "available": 9, "expected_on": DECEMBER}, 5, "3 in stock, 2 expected 3 Dec"),
        ({"available": 9, "expected_on": DECEMBER}, 1, "Back-order, expected 3 Dec"),
        ({"ready": 9, "available": 9, "released_on": DECEMBER}, 1, "Pre-order, ships from 3 Dec"),
        ({"counted": False}, 99, ""),
        ({}, 1, ""),
    ],
)
def test_a_line_says_what_is_not_there_yet(given, quantity, text):
    assert line_words(stock(**given), quantity, today=TODAY, locale="en_IE") == text


@pytest.fixture
def soon():
    return timezone.now().date() + timedelta(days=30)


def test_a_pre_order_can_be_bought_and_arrives_after_its_day(channel, client, soon):
    make_product("Lamp", skus=["LAMP"], released_on=soon)

    html = markup(client.get("/p/lamp/"))
    client.post("/cart/lines/", {"sku": "LAMP"})
    cart = client.get("/cart/")

    assert '<button class="btn btn-primary" id="add-button">Pre-order</button>' in html
    assert f"Pre-order, ships from {soon:%-d %b}" in html
    assert f'"availabilityStarts":"{soon.isoformat()}"' in html
    assert f"Pre-order, ships from {soon:%-d %b}" in markup(cart)
    assert cart.context["cart"].quote.shipping.arrives_from > soon
    assert f"Pre-order, ships from {soon:%-d %b}" in markup(client.get("/checkout/"))


def test_a_back_order_without_a_day_promises_none(channel, client):
    make_product("Lamp", skus=["LAMP"], stock=0)
    set_level("LAMP", backorder_limit=3)

    html = markup(client.get("/p/lamp/"))

    assert "Back-order, ships when it is back in stock" in html
    assert "Arrives" not in html
    assert 'max="3"' in html


def test_a_bundle_shows_what_is_in_it_from_page_to_order(channel, client):
    make_product("Mug", skus=["MUG"], stock=4)
    make_product("Bowl", skus=["BOWL"], status="archived")
    make_product("Breakfast", skus=["SET"], stock=None)
    make_bundle("SET", MUG=2, BOWL=1)
    refresh_stale()

    html = markup(client.get("/p/breakfast/"))
    client.post("/cart/lines/", {"sku": "SET"})
    order = make_order(("SET", 1)).order

    assert '<span class="num">2 ×</span> <a href="/p/mug/?v=MUG">Mug</a>' in html
    assert '<span class="num">1 ×</span> Bowl' in html
    assert "Only 2 left" in html
    for page in (client.get("/cart/"), client.get("/checkout/")):
        assert "2 × Mug, 1 × Bowl" in markup(page)
    assert [(part["sku"], part["quantity"]) for part in order.lines.get().components] == [("MUG", 2), ("BOWL", 1)]


def test_a_product_page_asks_the_same_number_of_queries_for_1_and_20_variants(channel, client):
    make_product("Few", skus=["A"])
    make_product("Many", skus=[f"M{n}" for n in range(20)])
    counts = []
    for path in ("/p/few/", "/p/few/", "/p/many/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def card(product):
    refresh_stale()
    return card_of(ProductDocument.objects.get(product=product).data, locale="en_IE")


def test_cards_say_what_all_of_a_product_have_in_common(channel, soon):
    lamp = make_product("Lamp", skus=["RED", "BLUE"], stock=9)
    assert card(lamp).badge is None
    set_level("RED", on_hand=2)
    assert card(lamp).badge is None
    set_level("BLUE", on_hand=1)
    assert card(lamp).badge == ("low", "Only 3 left")
    set_level("RED", on_hand=0)
    set_level("BLUE", on_hand=0, backorder_limit=2)
    assert card(lamp).badge == ("low", "Back-order")
    set_level("BLUE", backorder_limit=0)
    assert card(lamp).badge == ("out", "Sold out")
    set_level("BLUE", on_hand=9)
    lamp.released_on, lamp.tags = soon, ["new"]
    lamp.save()
    assert card(lamp).badge == ("new", "Pre-order")


@pytest.mark.parametrize(("on_hand", "quantity"), [(0, 1), (1, 2)])
def test_what_nobody_has_dated_is_promised_for_no_day_from_cart_to_order(channel, client, on_hand, quantity):
    make_product("Lamp", skus=["LAMP"], stock=on_hand)
    make_product("Mug", skus=["MUG"], stock=4)
    set_level("LAMP", backorder_limit=3)
    client.post("/cart/lines/", {"sku": "MUG"})
    days = client.get("/cart/").context["cart"].quote.shipping.arrives_from

    client.post("/cart/lines/", {"sku": "LAMP", "quantity": quantity})
    cart, checkout = (markup(client.get(path)) for path in ("/cart/", "/checkout/"))
    order = make_order(("MUG", 1), ("LAMP", quantity)).order

    day = f"{days:%-d} {days:%b}"
    assert day not in cart
    assert "Arrives" not in checkout
    assert "Ships when everything is in stock" in checkout
    assert (order.arrives_from, order.arrives_until) == (None, None)


def test_a_day_that_is_known_is_promised_from_checkout_to_order(channel, client, soon):
    make_product("Lamp", skus=["LAMP"], stock=0)
    set_level("LAMP", backorder_limit=3, expected_on=soon)
    client.post("/cart/lines/", {"sku": "LAMP"})
    assert "Arrives" in markup(client.get("/checkout/"))
    assert make_order(("LAMP", 1)).order.arrives_from is not None
