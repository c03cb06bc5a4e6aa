"""Forms on cached pages carry no token: where a request comes from is what protects them."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from shop.cart.models import Cart
from shop.storefront.guards import is_same_origin
from tests.factories.catalog import make_product


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({}, True),
    ],
)
def test_only_the_shops_own_pages_may_write(headers, allowed):
    request = RequestFactory().post("/cart/lines/", headers=headers)

    assert is_same_origin(request) is allowed


def test_a_form_of_another_site_puts_nothing_into_the_cart(client, channel):
    make_product(skus=["MUG"])

    answer = client.post("/cart/lines/", {"sku": "MUG"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert not Cart.objects.exists()
    assert "cart" not in answer.cookies


def test_a_form_of_another_site_changes_no_line(client, channel):
    make_product(skus=["MUG"])
    client.post("/cart/lines/", {"sku": "MUG"})
    line = Cart.objects.get().lines.get()

    answer = client.post(f"/cart/lines/{line.pk}/", {"quantity": "0"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert Cart.objects.get().lines.count() == 1


@pytest.mark.parametrize("path", ["/cart/lines/", "/cart/lines/1/"])
def test_the_address_of_a_write_opened_directly_leads_to_the_cart(client, channel, path):
    answer = client.get(path, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, answer["Location"]) == (302, "/cart/")


def test_the_token_is_not_asked_for_but_the_origin_is(channel):
    make_product(skus=["MUG"])
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/cart/lines/", {"sku": "MUG"}, headers={"Origin": "http://testserver"}).status_code == 303
    assert strict.post("/cart/lines/", {"sku": "MUG"}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert Cart.objects.get().lines.get().quantity == 1
