"""Carts, products and deliveries that are gone by the time of the order: refused, and nothing is written."""

import pytest

from shop.cart.models import Cart
from shop.cart.operations import add_to_cart, merge_guest_cart
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import CartEmpty
from shop.core.actor import By
from shop.fulfilment.operations import cancel_order
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.rules import TooManyOpenOrders
from shop.orders.steps import MAX_OPEN_OF_CLIENT
from shop.payments.models import Payment, TestCharge
from shop.shipping.models import ShippingMethod
from shop.shipping.queries import MethodUnavailable
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.stock import counts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mug(channel):
    return make_product("Mug", skus=["MUG"], price_minor=1900, stock=30)


def filled_cart():
    return add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=NOW)


def assert_nothing_was_ordered():
    assert (Order.objects.count(), Payment.objects.count(), TestCharge.objects.count()) == (0, 0, 0)
    assert not MailMessage.objects.exists()
    assert counts("MUG") == (30, 0, 0)


def test_without_any_way_to_deliver_nothing_is_ordered():
    ShippingMethod.objects.all().delete()
    with pytest.raises(MethodUnavailable):
        make_order(("MUG", 1))
    assert_nothing_was_ordered()


def test_a_cart_that_went_into_the_customers_is_not_ordered(shopper):
    guest = filled_cart()
    merge_guest_cart(user_id=shopper.pk, token=guest.token, now=NOW)
    with pytest.raises(CartEmpty):
        make_order(cart_id=guest.cart.pk)
    assert_nothing_was_ordered()
    assert Cart.objects.get(user=shopper).status == "open"


def test_a_cart_that_does_not_exist_is_not_ordered():
    with pytest.raises(CartEmpty):
        make_order(cart_id=0)
    assert_nothing_was_ordered()


def test_a_cart_whose_order_staff_cancelled_does_not_order_again(staff_actor):
    cart = filled_cart().cart
    order = make_order(cart_id=cart.pk).order
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="Out of clay")

    with pytest.raises(CartEmpty):
        make_order(cart_id=cart.pk)

    assert (Order.objects.get().status, TestCharge.objects.get().refunded_minor) == ("cancelled", 2390)
    assert counts("MUG") == (30, 0, 0)


def test_behind_one_network_address_guests_open_twenty_orders_whoever_they_are_for():
    for sku in ("BOWL", "VASE"):  # of one SKU they may keep ten
        make_product(sku.title(), skus=[sku], stock=30)

    def order(sku, email):
        return make_order((sku, 1), email=email, client="203.0.113.7", payment=PaymentChoice("test", "challenge"))

    orders = [order(sku, f"{sku}{number}@example.com") for sku in ("MUG", "BOWL") for number in range(10)]
    assert {placed.order.status for placed in orders} == {"pending"}
    with pytest.raises(TooManyOpenOrders):
        order("VASE", "last@example.com")
    assert Order.objects.count() == MAX_OPEN_OF_CLIENT == 20
    assert [counts(sku) for sku in ("MUG", "BOWL", "VASE")] == [(30, 0, 10), (30, 0, 10), (30, 0, 0)]
