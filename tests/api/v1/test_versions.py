"""ETag and If-Match: nobody overwrites what somebody else has changed meanwhile."""

import pytest

from shop.api.common.errors import problem_of
from shop.api.common.versions import expected_version
from shop.core.door import Refusal
from shop.core.errors import StaleVersion
from shop.orders.models import Order
from tests.factories.catalog import make_product


@pytest.mark.django_db
def test_an_order_names_its_version_and_each_change_is_another(customer, new_order, channel):
    make_product(skus=["MUG"])
    address = customer.post("orders/", new_order())["Location"]
    order = Order.objects.get()

    first = customer.get(address)
    Order.objects.update(email="new@example.com")
    second = customer.get(address)

    assert expected_version(first["ETag"]) == order.version
    assert expected_version(second["ETag"]) == order.version + 1


@pytest.mark.parametrize(
    ("header", "version"),
    [
        (None, None),
        ("*", None),
        (" * ", None),
        ('"7"', 7),
        ('"7-0a1b2c3d"', 7),
        ('W/"7-0a1b2c3d"', 7),
        (' "7" ', 7),
        ('W/"7"', 7),
        ('"0"', 0),
    ],
)
def test_a_precondition_is_understood(header, version):
    assert expected_version(header) == version


@pytest.mark.parametrize("header", ["", "7", '"7', '""7""', '"7", "8"', "W/7", "**", "'7'", '"\x7f"', '"é"'])
def test_what_is_no_entity_tag_is_400(header):
    with pytest.raises(Refusal) as caught:
        expected_version(header)
    assert caught.value.code == "bad_request"


@pytest.mark.parametrize(
    "header", ['""', '"abc"', '"-1"', '"1.0"', '"7-"', '"7-0a1b"', '"7-0a1b2c3d4"', '"٧"', f'"{"9" * 30}"']
)
def test_a_tag_that_was_never_ours_matches_nothing(header):
    with pytest.raises((StaleVersion, Refusal)) as caught:
        expected_version(header)
    assert isinstance(caught.value, StaleVersion) is header.isascii()


def test_a_stale_version_is_412():
    response = problem_of(StaleVersion())

    assert (response.status_code, response.headers["Content-Type"]) == (412, "application/problem+json")
