"""What GraphQL tells about stock, and `requestBackInStock`."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.inventory.models import BackInStockRequest
from tests.factories.catalog import make_product
from tests.factories.stock import make_bundle, set_level

pytestmark = pytest.mark.django_db
WAIT = """mutation($input: BackInStockInput!) {
  requestBackInStock(input: $input) { sku userErrors { code field message } } }"""


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], stock=0)


def test_a_variant_says_whether_and_when_it_can_be_had(ask, mug):
    day = timezone.now().date() + timedelta(days=9)
    query = f"""{{ product(id: {mug.pk}) {{ variants {{
        inStock availability unitsLeft availableFrom components {{ sku name quantity }} }} }} }}"""
    empty = {"unitsLeft": None, "availableFrom": None, "components": []}

    def variant():
        return ask(query)["data"]["product"]["variants"][0]

    assert variant() == {"inStock": False, "availability": "SOLD_OUT", **empty}
    set_level("MUG", backorder_limit=2, expected_on=day)
    assert variant() == {"inStock": True, "availability": "BACKORDER", **empty, "availableFrom": day.isoformat()}
    set_level("MUG", on_hand=4)
    assert variant() == {"inStock": True, "availability": "LOW", **empty, "unitsLeft": 4}
    make_product("Bowl", skus=["BOWL"], stock=9)
    make_bundle("MUG", BOWL=1)
    part = {"sku": "BOWL", "name": "Bowl", "quantity": 1}
    assert variant() == {"inStock": True, "availability": "IN_STOCK", **empty, "components": [part]}


def wait(ask, user=None, key=None, **wish):
    return ask(WAIT, variables={"input": wish}, user=user, key=key)["data"]["requestBackInStock"]


def test_waiting_has_one_answer_for_all(ask, mug, shopper):
    answers = [wait(ask, sku="MUG", email="ada@example.com") for _ in range(2)]
    answers.append(wait(ask, user=shopper, sku="MUG"))

    assert answers == [{"sku": "MUG", "userErrors": []}] * 3
    assert sorted(BackInStockRequest.objects.values_list("email", flat=True)) == [
        "ada@example.com", "shopper@example.com",
    ]  # fmt: skip


def test_a_key_makes_it_one(ask, mug):
    first = wait(ask, key="one", sku="MUG", email="ada@example.com")
    set_level("MUG", on_hand=1)

    assert wait(ask, key="one", sku="MUG", email="ada@example.com") == first
    assert wait(ask, sku="MUG", email="ada@example.com")["userErrors"][0]["code"] == "already_in_stock"


@pytest.mark.parametrize(
    ("sku", "email", "code"),
    [
        ("NOPE", "ada@example.com", "not_found"),
        ("MUG\x00", "ada@example.com", "not_found"),
        ("M" * 5000, "ada@example.com", "not_found"),
        ("MUG", "", "invalid_input"),
        ("MUG", "ada", "invalid_input"),
        ("MUG", "a\x00@b.de", "invalid_input"),
    ],
)
def test_odd_wishes_are_refused(ask, mug, sku, email, code):
    answer = wait(ask, sku=sku, email=email)

    assert (answer["sku"], answer["userErrors"][0]["code"]) == (None, code)
    assert not BackInStockRequest.objects.exists()


def test_the_sixth_wish_within_an_hour_is_refused(ask, mug):
    for _ in range(5):
        wait(ask, sku="MUG", email="ada@example.com")
    assert wait(ask, sku="MUG", email="ada@example.com")["userErrors"][0]["code"] == "too_many_attempts"
