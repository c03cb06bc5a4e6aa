"""Filling a cart up to its limits, and giving it back to its shopper."""

from datetime import timedelta

import pytest
from django.db import transaction

from shop.cart.models import KEPT_DAYS, MAX_LINES, MAX_QUANTITY, Cart, CartLine
from shop.cart.operations import (
    NotEnoughStock,
    add_to_cart,
    keep_typed,
    merge_guest_cart,
    purge_carts,
    renew_token,
    set_quantity,
)
from shop.cart.queries import find_cart, get_own_cart
from shop.cart.steps import remove_bought, reopen_cart
from shop.catalog.models import Variant
from shop.core.errors import DomainError, InvalidInput, NotFound
from tests.factories.catalog import make_product
from tests.factories.orders import NOW
from tests.factories.stock import set_level

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def goods(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Card", skus=["CARD"], stock=None)


def add(sku="MUG", quantity=1, *, user_id=None, token="", now=NOW):
    return add_to_cart(user_id=user_id, token=token, sku=sku, quantity=quantity, now=now)


def lines(cart):
    return dict(CartLine.objects.filter(cart=cart).values_list("variant__sku", "quantity"))


def units(**wanted):
    return {Variant.objects.get(sku=sku).pk: count for sku, count in wanted.items()}


@pytest.mark.parametrize("quantity", [0, -1, MAX_QUANTITY + 1])
def test_a_quantity_that_no_line_holds_is_refused(goods, quantity):
    with pytest.raises(InvalidInput) as refusal:
        add("CARD", quantity)
    assert list(refusal.value.fields) == ["quantity"]
    assert not Cart.objects.exists()


def test_a_line_holds_up_to_its_limit_however_it_gets_there(goods):
    added = add("CARD", MAX_QUANTITY - 1)
    assert add("CARD", 1, token=added.token).quantity == MAX_QUANTITY
    with pytest.raises(InvalidInput):
        add("CARD", 1, token=added.token)
    line = CartLine.objects.get()
    with pytest.raises(InvalidInput):
        set_quantity(cart=added.cart, line_id=line.pk, quantity=-1, now=NOW)
    with pytest.raises(InvalidInput):
        set_quantity(cart=added.cart, line_id=line.pk, quantity=MAX_QUANTITY + 1, now=NOW)
    assert set_quantity(cart=added.cart, line_id=line.pk, quantity=1, now=LATER) == 1
    assert Cart.objects.get().updated_at == LATER


def test_a_cart_has_a_limit_of_lines_but_more_of_what_is_in_it_may_come(goods):
    make_product("Pins", skus=[f"PIN-{n}" for n in range(MAX_LINES)], stock=None)
    token = ""
    for n in range(MAX_LINES):
        token = add(f"PIN-{n}", token=token).token
    with pytest.raises(InvalidInput, match="at most 50 different"):
        add("CARD", token=token)
    assert add("PIN-0", token=token).quantity == 2


@pytest.mark.parametrize(("safety", "there"), [(0, 10), (4, 6), (10, 0)])
def test_what_is_kept_back_is_not_put_into_a_cart(goods, safety, there):
    set_level("MUG", safety=safety)
    if not there:
        with pytest.raises(NotEnoughStock, match="sold out"):
            add("MUG", 1)
        return
    exact = add("MUG", there)
    assert (exact.quantity, exact.is_capped) == (there, False)
    more = add("MUG", there + 1)
    assert (more.quantity, more.is_capped) == (there, True)
    with pytest.raises(NotEnoughStock) as refusal:
        add("MUG", 1, token=exact.token)
    assert refusal.value.available == there


def test_a_line_that_became_short_may_only_shrink(goods):
    cart = add("MUG", 8).cart
    line = CartLine.objects.get().pk

    def ask(quantity):
        CartLine.objects.update(quantity=8)
        return set_quantity(cart=cart, line_id=line, quantity=quantity, now=NOW)

    set_level("MUG", on_hand=5)
    assert [ask(quantity) for quantity in (7, 6, 5, 3)] == [5, 5, 5, 3]
    for more in (8, 9):
        with pytest.raises(NotEnoughStock) as refusal:
            ask(more)
        assert refusal.value.available == 5
    set_level("MUG", on_hand=0)
    assert ask(7) == 7  # sold out meanwhile: fewer is no worse
    with pytest.raises(NotEnoughStock):
        ask(8)


def test_a_line_of_what_is_no_longer_sold_stays_or_shrinks(goods):
    cart = add("CARD", 2).cart
    line = CartLine.objects.get().pk
    Variant.objects.filter(sku="CARD").update(status=Variant.Status.HIDDEN)

    with pytest.raises(NotFound, match="no longer available"):
        set_quantity(cart=cart, line_id=line, quantity=3, now=NOW)
    for quantity in (2, 1):
        assert set_quantity(cart=cart, line_id=line, quantity=quantity, now=NOW) == quantity
        assert lines(cart) == {"CARD": quantity}


def test_a_cart_that_was_bought_is_found_and_filled_no_more(goods, shopper):
    for owner in ({"user_id": shopper.pk}, {"user_id": None}):
        added = add("MUG", 1, **owner)
        token = added.token
        Cart.objects.filter(pk=added.cart.pk).update(status=Cart.Status.COMPLETED)
        assert find_cart(**owner, token=token) is None
        assert get_own_cart(cart_id=added.cart.pk, **owner, token=token) == added.cart
        assert get_own_cart(cart_id=added.cart.pk, user_id=None, token="x") is None
        with pytest.raises(NotFound, match="already been ordered"):
            set_quantity(cart=added.cart, line_id=added.cart.lines.get().pk, quantity=2, now=NOW)
        keep_typed(cart_id=added.cart.pk, typed={"city": "Oslo"}, now=LATER)
        assert renew_token(cart_id=added.cart.pk, now=LATER) == ""
        kept = Cart.objects.get(pk=added.cart.pk)
        assert (lines(kept), kept.typed, kept.updated_at) == ({"MUG": 1}, {}, NOW)
        assert add("MUG", 1, **owner, token=token).cart != added.cart


def test_a_cart_that_is_bought_between_finding_and_locking_it_is_not_filled(goods, monkeypatch):
    added = add("MUG", 1)
    Cart.objects.update(status=Cart.Status.COMPLETED)
    monkeypatch.setattr("shop.cart.operations.find_cart", lambda **_: added.cart)
    with pytest.raises(DomainError, match="ordered a moment ago"):
        add("MUG", 1, token=added.token)


def test_what_is_typed_is_kept_with_its_own_cart_field_by_field(goods):
    mine, others = add("MUG", 1).cart, add("MUG", 1).cart
    for typed in ({"city": "Oslo", "line1": "a"}, {"line1": "b"}, {"x" * 41: "c"}):
        keep_typed(cart_id=mine.pk, typed=typed, now=LATER)
    assert list(Cart.objects.order_by("pk").values_list("typed", "updated_at")) == [
        ({"city": "Oslo", "line1": "b", "x" * 40: "c"}, LATER), ({}, NOW),
    ]  # fmt: skip

    keep_typed(cart_id=others.pk, typed={f"field {number}": "y" for number in range(41)}, now=LATER)
    others.refresh_from_db()
    assert len(others.typed) == 40


def test_only_an_open_guests_cart_gets_a_new_secret(goods, shopper):
    guests, theirs = add("MUG", 1), add("MUG", 1, user_id=shopper.pk)
    token = renew_token(cart_id=guests.cart.pk, now=NOW)
    assert (find_cart(user_id=None, token=token), find_cart(user_id=None, token=guests.token)) == (guests.cart, None)
    assert renew_token(cart_id=theirs.cart.pk, now=NOW) == ""


def test_a_guests_cart_moves_to_who_logs_in_up_to_the_limit_of_a_line(goods, shopper):
    add("CARD", 60, user_id=shopper.pk)
    guest = add("CARD", 60)
    add("MUG", 2, token=guest.token)
    merge_guest_cart(user_id=shopper.pk, token=guest.token, now=NOW)
    assert lines(find_cart(user_id=shopper.pk, token="")) == {"CARD": MAX_QUANTITY, "MUG": 2}
    assert find_cart(user_id=None, token=guest.token) is None
    merge_guest_cart(user_id=shopper.pk, token=guest.token, now=NOW)
    assert lines(find_cart(user_id=shopper.pk, token="")) == {"CARD": MAX_QUANTITY, "MUG": 2}


@pytest.mark.parametrize(
    ("bought", "is_all", "left"),
    [
        ({"MUG": 2, "CARD": 3}, True, None),
        ({"MUG": 9, "CARD": 9}, True, None),
        ({"MUG": 2}, False, {"CARD": 3}),
        ({"MUG": 1, "CARD": 3}, False, {"MUG": 1}),
        ({"MUG": 2, "CARD": 1}, False, {"CARD": 2}),
        ({}, False, {"MUG": 2, "CARD": 3}),
    ],
)
def test_what_was_bought_late_leaves_the_cart(goods, bought, is_all, left):
    added = add("MUG", 2)
    cart = add("CARD", 3, token=added.token).cart
    with transaction.atomic():
        assert remove_bought(cart=cart, units=units(**bought), now=LATER) is is_all
    cart.refresh_from_db()
    assert (cart.status, cart.updated_at) == ("completed" if is_all else "open", LATER)
    if left is not None:
        assert lines(cart) == left


def test_a_failed_orders_cart_goes_back_to_its_shopper_with_what_was_typed(goods, shopper):
    typed = {"city": "Berlin"}
    first = add("MUG", 2, user_id=shopper.pk).cart
    Cart.objects.filter(pk=first.pk).update(status=Cart.Status.COMPLETED)
    newer = add("MUG", 1, user_id=shopper.pk).cart
    keep_typed(cart_id=newer.pk, typed={"city": "Oslo"}, now=NOW)
    with transaction.atomic():
        reopen_cart(cart_id=first.pk, typed=typed, now=LATER)
    kept = find_cart(user_id=shopper.pk, token="")
    assert (kept, lines(kept), kept.typed) == (newer, {"MUG": 3}, {"city": "Oslo"})  # typed since: the latest

    guest = add("MUG", 2)
    with transaction.atomic():
        reopen_cart(cart_id=guest.cart.pk, typed=typed, now=LATER)  # open already: as it is
        reopen_cart(cart_id=2**40, typed=typed, now=LATER)  # erased
    assert (find_cart(user_id=None, token=guest.token).typed, guest.cart.updated_at) == ({}, NOW)
    Cart.objects.filter(pk=guest.cart.pk).update(status=Cart.Status.COMPLETED)
    with transaction.atomic():
        reopen_cart(cart_id=guest.cart.pk, typed=typed, now=LATER)
    back = find_cart(user_id=None, token=guest.token)
    assert (lines(back), back.typed, back.updated_at) == ({"MUG": 2}, typed, LATER)


def test_only_carts_that_nobody_touched_for_a_long_time_are_erased_and_never_those_that_were_bought(goods):
    old, bought, new = (add("MUG", 1).cart for _ in range(3))
    Cart.objects.filter(pk=bought.pk).update(status=Cart.Status.COMPLETED)
    set_quantity(cart=new, line_id=new.lines.get().pk, quantity=2, now=LATER)
    over = NOW + timedelta(days=KEPT_DAYS)

    assert purge_carts(now=over) == 0  # not a moment before
    assert purge_carts(now=over + timedelta(hours=1)) == 2  # the cart and its line

    assert list(Cart.objects.order_by("pk")) == [bought, new]
    assert not Cart.objects.filter(pk=old.pk).exists()
    assert (lines(bought), lines(new)) == ({"MUG": 1}, {"MUG": 2})
