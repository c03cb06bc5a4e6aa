"""Carts that change under a shopper's hands: in another tab, or at another counter."""

import pytest

from shop.cart import operations
from shop.cart.models import Cart, CartLine
from shop.cart.operations import add_to_cart, merge_guest_cart, set_quantity
from shop.cart.queries import find_cart
from shop.core.errors import NotFound
from tests.factories.catalog import make_product
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def goods(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Card", skus=["CARD"], stock=None)


def add(sku="MUG", quantity=1, *, user_id=None, token=""):
    return add_to_cart(user_id=user_id, token=token, sku=sku, quantity=quantity, now=NOW)


def lines():
    return sorted(CartLine.objects.values_list("cart_id", "variant__sku", "quantity"))


def test_a_line_of_another_cart_or_none_is_not_changed():
    mine, others = add(), add()
    before = lines()
    for line_id in (others.cart.lines.get().pk, 0):
        for quantity in (0, 2):
            with pytest.raises(NotFound, match="no longer in your cart"):
                set_quantity(cart=mine.cart, line_id=line_id, quantity=quantity, now=NOW)
    assert lines() == before


def test_a_guests_cart_that_was_ordered_as_they_logged_in_stays_ordered(shopper, monkeypatch):
    guest = add()

    def find_before_another_tab_orders(**values):
        cart = find_cart(**values)
        Cart.objects.filter(pk=guest.cart.pk).update(status=Cart.Status.COMPLETED)
        return cart

    monkeypatch.setattr(operations, "find_cart", find_before_another_tab_orders)
    merge_guest_cart(user_id=shopper.pk, token=guest.token, now=NOW)

    assert list(Cart.objects.values_list("pk", "status", "user")) == [(guest.cart.pk, "completed", None)]
    assert lines() == [(guest.cart.pk, "MUG", 1)]


def test_two_tabs_that_open_a_customers_cart_at_once_fill_the_same(shopper, monkeypatch):
    first = add(user_id=shopper.pk).cart
    answers = iter([None])  # the other tab's cart was not committed when this one looked

    def find_too_early(**values):
        return next(answers, find_cart(**values))

    monkeypatch.setattr(operations, "find_cart", find_too_early)
    added = add("CARD", 2, user_id=shopper.pk)

    assert (added.cart, added.token, Cart.objects.count()) == (first, "", 1)
    assert lines() == [(first.pk, "CARD", 2), (first.pk, "MUG", 1)]
