"""Whatever happens to a cart and a line of it, every other one stays as it is."""

from datetime import timedelta

import pytest
from django.db import transaction

from shop.cart.models import Cart, CartLine
from shop.cart.operations import add_to_cart, merge_guest_cart, set_quantity
from shop.cart.steps import complete_cart, remove_bought, reopen_cart
from shop.catalog.models import Variant
from tests.factories.catalog import make_product
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def add(sku, *, quantity=2, user_id=None, token="", now=NOW):
    return add_to_cart(user_id=user_id, token=token, sku=sku, quantity=quantity, now=now)


def reopen(mine, shopper):
    Cart.objects.filter(pk=mine.cart.pk).update(status=Cart.Status.COMPLETED)
    with transaction.atomic():
        reopen_cart(cart_id=mine.cart.pk, typed={"city": "Oslo"}, now=LATER)


def bought(mine, **units):
    keys = {Variant.objects.get(sku=sku).pk: count for sku, count in units.items()}
    with transaction.atomic():
        remove_bought(cart=mine.cart, units=keys, now=LATER)


def complete(mine, shopper):
    with transaction.atomic():
        complete_cart(cart=mine.cart, now=LATER)


def first_line(mine):
    return mine.cart.lines.get(variant__sku="MUG").pk


# What is done, and what the cart holds afterwards
DONE = {
    "add": (lambda mine, _: add("MUG", token=mine.token, now=LATER), {"MUG": 4, "CARD": 2}),
    "set": (
        lambda mine, _: set_quantity(cart=mine.cart, line_id=first_line(mine), quantity=1, now=LATER),
        {"MUG": 1, "CARD": 2},
    ),
    "remove": (
        lambda mine, _: set_quantity(cart=mine.cart, line_id=first_line(mine), quantity=0, now=LATER),
        {"CARD": 2},
    ),
    "buy a part": (lambda mine, _: bought(mine, MUG=1), {"MUG": 1, "CARD": 2}),
    "buy a line": (lambda mine, _: bought(mine, MUG=2), {"CARD": 2}),
    "complete": (complete, {"MUG": 2, "CARD": 2}),
    "reopen": (reopen, {"MUG": 2, "CARD": 2}),
    "log in": (lambda mine, shopper: merge_guest_cart(user_id=shopper.pk, token=mine.token, now=LATER), None),
}


@pytest.mark.parametrize("name", DONE)
def test_other_carts_stay(channel, shopper, other_shopper, name):
    for sku in ("MUG", "CARD"):
        make_product(sku.title(), skus=[sku], stock=None)
    mine = add("MUG")
    add("CARD", token=mine.token)
    for user_id in (None, other_shopper.pk):
        token = add("MUG", user_id=user_id).token
        add("CARD", user_id=user_id, token=token)

    def others():
        carts = list(Cart.objects.exclude(pk=mine.cart.pk).exclude(user=shopper).order_by("pk").values())
        return carts, list(CartLine.objects.filter(cart__in=[cart["id"] for cart in carts]).order_by("pk").values())

    before = others()
    act, left = DONE[name]
    act(mine, shopper)

    assert others() == before
    cart = mine.cart if left is not None else Cart.objects.get(user=shopper)
    assert dict(CartLine.objects.filter(cart=cart).values_list("variant__sku", "quantity")) == (
        left or {"MUG": 2, "CARD": 2}
    )
    assert Cart.objects.get(pk=cart.pk).updated_at == LATER
