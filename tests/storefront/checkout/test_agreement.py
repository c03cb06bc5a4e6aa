"""The order button buys what its page has shown, and nothing else that happens to cost the same."""

from __future__ import annotations

import pytest

from shop.cart.models import Cart, CartLine
from shop.catalog.models import Product
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.pricing.models import Price
from shop.shipping.models import ShippingMethod
from tests.factories.catalog import make_product
from tests.factories.checkout import look, shown
from tests.pages import markup

pytestmark = pytest.mark.django_db

TYPED = {
    "email": "grace@example.com", "full_name": "Grace Hopper", "country": "DE", "line1": "Torstraße 1",
    "postcode": "10119", "city": "Berlin", "shipping_method": "standard", "payment": "test:success",
}  # fmt: skip
ASKED = "Your cart, its prices or the delivery have changed. Please check your order and place it again."


@pytest.fixture
def buyer(client, channel):
    """A guest with two mugs for 19.00 in the cart; a bowl costs the same."""
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=9)
    make_product("Field bowl", skus=["BOWL"], price_minor=1900, stock=9)
    client.post("/cart/lines/", {"sku": "MUG", "quantity": "2"})
    return client


def _other_goods():
    mug = CartLine.objects.get()
    CartLine.objects.create(cart=mug.cart, variant=Product.objects.get(name="Field bowl").variants.get(), quantity=2)
    mug.delete()


def _other_split():
    _other_goods()
    bowls = CartLine.objects.get()
    CartLine.objects.filter(pk=bowls.pk).update(quantity=1)
    mug = Product.objects.get(name="Dock mug").variants.get()
    CartLine.objects.create(cart=bowls.cart, variant=mug, quantity=1)


def _other_units_at_half_the_price():
    CartLine.objects.update(quantity=4)
    Price.objects.update(amount_minor=950)


def _dearer_goods_and_cheaper_delivery():
    Price.objects.update(amount_minor=2000)
    ShippingMethod.objects.filter(code="standard").update(price_minor=290)


def _another_name():
    Product.objects.filter(name="Dock mug").update(name="Dock saucer")


def _exempt_from_withdrawal():
    Product.objects.filter(name="Dock mug").update(withdrawal_exempt="16(d)")


def _no_longer_there():
    StockLevel.objects.update(on_hand=0, backorder_limit=9)


@pytest.mark.parametrize(
    "happens",
    [
        _other_goods, _other_split, _other_units_at_half_the_price, _dearer_goods_and_cheaper_delivery, _another_name,
        _exempt_from_withdrawal, _no_longer_there,
    ],
)  # fmt: skip
def test_anything_else_for_the_same_total_is_shown_before_it_is_ordered(buyer, happens):
    page = look(buyer, TYPED)
    happens()

    answer = buyer.post("/checkout/", page)

    assert (answer.status_code, shown(answer)["seen_total"]) == (409, page["seen_total"])
    assert list(answer.context["form"].errors["__all__"]) == [ASKED]
    assert 'value="Grace Hopper"' in markup(answer)
    assert not Order.objects.exists()
    assert buyer.post("/checkout/", {**page, **shown(answer)}).status_code == 303
    assert Order.objects.get().total_minor == 4290


@pytest.mark.parametrize(("field", "value"), [("country", "FR"), ("shipping_method", "slow")])
def test_another_country_or_delivery_of_the_same_price_is_shown_first(buyer, field, value):
    zone = ShippingMethod.objects.get(code="standard").zone
    ShippingMethod.objects.create(zone=zone, code="slow", name="Slow", price_minor=490, position=2)
    page = look(buyer, TYPED)

    answer = buyer.post("/checkout/", {**page, field: value})

    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert buyer.post("/checkout/", {**page, field: value, **shown(answer)}).status_code == 303


def test_a_page_of_an_earlier_cart_never_orders_a_later_one_with_the_same_goods(buyer):
    page = look(buyer, TYPED)
    Cart.objects.update(status=Cart.Status.MERGED, token_hash=None)
    buyer.post("/cart/lines/", {"sku": "MUG", "quantity": "2"})

    answer = buyer.post("/checkout/", page)

    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert shown(answer)["cart"] != page["cart"]


@pytest.mark.parametrize("is_known", [True, False])
def test_the_page_of_a_cart_that_was_ordered_leaves_the_next_one_alone(buyer, shopper, is_known):
    if is_known:
        buyer.force_login(shopper)
        buyer.post("/cart/lines/", {"sku": "MUG", "quantity": "2"})
    page = look(buyer, TYPED)
    first = buyer.post("/checkout/", page)
    buyer.post("/cart/lines/", {"sku": "MUG", "quantity": "2"})

    again = buyer.post("/checkout/", page)

    expected = (303, first["Location"]) if is_known else (409, None)  # a guest's next cart has another secret
    assert (again.status_code, again.get("Location")) == expected
    assert (Order.objects.count(), CartLine.objects.get(cart=Cart.objects.latest("pk")).quantity) == (1, 2)


def test_a_total_without_the_rest_agrees_to_nothing(buyer):
    page = look(buyer, TYPED)
    del page["agreed"]

    assert (buyer.post("/checkout/", page).status_code, Order.objects.count()) == (409, 0)


def test_only_the_order_button_orders_whatever_else_sends_the_form(buyer):
    page = look(buyer, TYPED)
    del page["order"]

    assert (buyer.post("/checkout/", page).status_code, Order.objects.count()) == (200, 0)


def test_what_moves_on_by_itself_asks_nobody_again(buyer):
    page = look(buyer, TYPED)
    ShippingMethod.objects.update(min_days=3, max_days=5)

    assert buyer.post("/checkout/", page).status_code == 303
