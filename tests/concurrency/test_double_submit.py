"""Threat T11: a double click, two tabs, the back button and a page sent again are one order."""

from uuid import uuid4

import pytest
from django.test import Client

from shop.cart.models import Cart
from shop.core.idempotency import Claim
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.orders.queries import order_path
from shop.payments.models import Payment, TestCharge
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.checkout import look
from tests.factories.orders import make_order
from tests.factories.shop import make_channel

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
def mugs(transactional_db):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=20)


@pytest.fixture
def cookies(mugs):
    """A guest with one mug in the cart."""
    buyer = Client()
    buyer.post("/cart/lines/", {"sku": "MUG", "quantity": "1"}, headers={"sec-fetch-site": "same-origin"})
    return buyer.cookies


@pytest.fixture
def page(cookies):
    """The checkout as it was shown once, filled in."""
    tab = Client()
    tab.cookies = cookies
    return look(tab, TYPED)


def submit(cookies, page, **changed):
    """Press the button in a tab of its own."""
    tab = Client()
    tab.cookies = cookies
    return tab.post("/checkout/", page | changed)


def test_five_clicks_at_once_are_one_order_and_lead_to_its_page(cookies, page):
    answers = all_at_once(5, lambda _: submit(cookies, page))

    order = Order.objects.get()
    assert {(answer.status_code, answer.get("Location")) for answer in answers} == {(303, order_path(order))}
    assert order.status == "placed"
    assert (Payment.objects.count(), TestCharge.objects.count()) == (1, 1)
    assert StockLevel.objects.get().allocated == 1


def test_the_page_sent_again_later_leads_to_the_same_order(cookies, page):
    first = submit(cookies, page)
    again = [
        submit(cookies, page),
        submit(cookies, page, line1="Another street 2"),
        submit(cookies, page, payment="test:decline"),
    ]

    assert {answer["Location"] for answer in again} == {first["Location"]} == {order_path(Order.objects.get())}
    assert TestCharge.objects.count() == 1


def test_five_clicks_on_a_card_that_is_declined_take_no_money_and_keep_the_cart(cookies, page):
    answers = all_at_once(5, lambda _: submit(cookies, page, payment="test:decline"))

    assert {answer.status_code for answer in answers} == {422}
    assert set(Order.objects.values_list("status", flat=True)) == {"cancelled"}
    assert StockLevel.objects.get().allocated == 0
    assert Cart.objects.get().status == "open"


def test_staff_who_send_an_order_five_times_at_once_place_one(mugs):
    key = str(uuid4())

    placed = all_at_once(5, lambda _: make_order(("MUG", 1), claim=Claim("staff:1", key, "f", keeps_answer=False)))

    assert {each.order.pk for each in placed} == {Order.objects.get().pk}
    assert sorted(each.replayed for each in placed) == [False, True, True, True, True]
    assert StockLevel.objects.get().allocated == 1
