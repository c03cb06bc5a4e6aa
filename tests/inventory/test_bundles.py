"""Variants that are made of others and share their stock."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.cart.operations import NotEnoughStock, add_to_cart
from shop.cart.queries import quote_cart
from shop.catalog.models import BundleComponent, Product, Variant
from shop.catalog.operations import BundleHasStock, NestedBundle, set_bundle
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders
from shop.core.actor import SYSTEM, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound
from shop.fulfilment.operations import cancel_order
from shop.inventory.models import Location, StockLevel
from shop.inventory.operations import adjust_stock, cancel_transfer, receive_stock, send_transfer
from shop.inventory.steps import OutOfStock
from shop.orders.models import Allocation, Reservation
from shop.orders.steps import release_units, restock_units, ship_units
from shop.reports.verify import find_breaks
from shop.search.models import ProductDocument
from shop.search.operations import refresh_stale
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, PAYMENT_TIME, make_order
from tests.factories.stock import counts, make_bundle, moves, set_level

pytestmark = pytest.mark.django_db
EDITOR = Actor("staff", label="editor@example.com", permissions=frozenset({"catalog.change_product"}))
CLERK = Actor(
    "staff", label="clerk@example.com", permissions=frozenset({"inventory.change_stocklevel", "inventory.add_transfer"})
)


@pytest.fixture
def shop(channel):
    """Ten mugs, six bowls; a set is two mugs, a bowl and a card that nobody counts."""
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Bowl", skus=["BOWL"], stock=6)
    make_product("Card", skus=["CARD"], stock=None)
    make_product("Tea set", skus=["SET"], price_minor=4900, stock=0)
    make_bundle("SET", MUG=2, BOWL=1, CARD=1)
    refresh_stale()


def keys() -> dict[str, int]:
    return dict(Variant.objects.values_list("sku", "pk"))


def in_stock(name: str) -> bool:
    refresh_stale()
    return ProductDocument.objects.get(name=name).in_stock


def test_an_order_of_a_bundle_holds_its_parts_and_keeps_them_as_they_were(shop):
    order = make_order(("SET", 3)).order

    assert (counts("MUG"), counts("BOWL"), counts("SET")) == ((10, 6, 0), (6, 3, 0), (0, 0, 0))
    line = order.lines.get()
    assert (line.sku, line.quantity, line.total_minor) == ("SET", 3, 14700)
    assert line.components == [
        {"variant_id": keys()["MUG"], "sku": "MUG", "name": "Mug", "quantity": 2},
        {"variant_id": keys()["BOWL"], "sku": "BOWL", "name": "Bowl", "quantity": 1},
        {"variant_id": keys()["CARD"], "sku": "CARD", "name": "Card", "quantity": 1},
    ]
    held = Allocation.objects.filter(line=line).order_by("level__variant__sku")
    assert list(held.values_list("level__variant__sku", "quantity")) == [("BOWL", 3), ("MUG", 6)]


def test_a_plain_line_has_no_parts(shop):
    assert make_order(("MUG", 1)).order.lines.get().components == []


def test_a_bundle_and_its_part_in_one_order_are_summed(shop):
    with pytest.raises(OutOfStock) as refusal:
        make_order(("SET", 4), ("MUG", 3))
    assert refusal.value.message == "Only 2 of MUG left."
    with pytest.raises(OutOfStock) as refusal:
        make_order(("MUG", 3), ("SET", 4))
    assert [(s.sku, s.requested, s.available) for s in refusal.value.shortages] == [("SET", 4, 3)]
    make_order(("SET", 4), ("MUG", 2))
    assert (counts("MUG"), counts("BOWL")) == ((10, 10, 0), (6, 4, 0))


def test_the_sum_is_checked_again_under_the_lock(shop, monkeypatch):
    """As if another buyer had come between the first look and the lock."""
    monkeypatch.setattr("shop.cart.rules.Quote.shortages", property(lambda _self: []))
    with pytest.raises(OutOfStock, match=r"Only 2 of MUG left\."):
        make_order(("SET", 4), ("MUG", 3))
    assert (counts("MUG"), counts("BOWL")) == ((10, 0, 0), (6, 0, 0))


def test_a_cart_shows_what_the_lines_before_leave(shop, channel):
    added = add_to_cart(user_id=None, token="", sku="SET", quantity=4, now=NOW)
    cart = add_to_cart(user_id=None, token=added.token, sku="MUG", quantity=5, now=NOW).cart
    quote = quote_cart(cart=cart, channel=channel, country="DE", shipping_code="", now=NOW)
    assert [(line.sku, line.available, line.is_short, line.stock.units) for line in quote.lines] == [
        ("SET", 5, False, 5),
        ("MUG", 2, True, 10),
    ]
    again = add_to_cart(user_id=None, token=added.token, sku="SET", quantity=2, now=NOW)
    assert (again.quantity, again.is_capped) == (5, True)
    with pytest.raises(NotEnoughStock, match="Only 5 of Tea set left"):
        add_to_cart(user_id=None, token=added.token, sku="SET", quantity=1, now=NOW)


def test_a_part_of_a_bundles_line_is_sent_and_the_rest_given_back(shop):
    line = make_order(("SET", 4)).order.lines.get()
    with transaction.atomic():
        ship_units(units=[(line, 1)], by=By(SYSTEM, NOW))
    assert (counts("MUG"), counts("BOWL")) == ((8, 6, 0), (5, 3, 0))
    with transaction.atomic():
        release_units(units=[(line, 2)], by=By(SYSTEM, NOW))
    assert (counts("MUG"), counts("BOWL")) == ((8, 2, 0), (5, 1, 0))
    with transaction.atomic():
        ship_units(units=[(line, 1)], by=By(SYSTEM, NOW))
    assert (counts("MUG"), counts("BOWL"), Allocation.objects.count()) == ((6, 0, 0), (4, 0, 0), 0)
    assert [kind for kind, *_ in moves("BOWL")] == ["direct", "reserve", "allocate", "ship", "release", "ship"]


def test_what_comes_back_of_a_bundle_is_its_parts(shop):
    line = make_order(("SET", 2)).order.lines.get()
    with transaction.atomic():
        ship_units(units=[(line, 2)], by=By(SYSTEM, NOW))
        place = Location.objects.get().pk
        restock_units(units=[(line, 1)], location_id=place, by=By(SYSTEM, NOW), note="RMA 1")
    assert (counts("MUG"), counts("BOWL")) == ((8, 0, 0), (5, 0, 0))
    assert moves("MUG")[-1] == ("return", 2, 0, 0)
    assert not StockLevel.objects.filter(variant__sku="CARD").exists()


def test_cancelling_and_lapsing_free_the_parts(shop, staff_actor):
    order = make_order(("SET", 2)).order
    make_order(("SET", 1), payment=PaymentChoice("test", "challenge"))
    assert (counts("MUG"), counts("BOWL")) == ((10, 4, 2), (6, 2, 1))
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
    expire_orders(now=NOW + PAYMENT_TIME)
    assert (counts("MUG"), counts("BOWL")) == ((10, 0, 0), (6, 0, 0))
    assert not Reservation.objects.exists()


def test_a_changed_bundle_leaves_orders_as_they_were(shop):
    line = make_order(("SET", 1)).order.lines.get()
    set_bundle(variant_id=keys()["SET"], components={keys()["BOWL"]: 5}, by=By(EDITOR, timezone.now()))
    with transaction.atomic():
        ship_units(units=[(line, 1)], by=By(SYSTEM, NOW))
    assert (counts("MUG"), counts("BOWL")) == ((8, 0, 0), (5, 0, 0))


def test_lists_know_when_a_part_runs_out_and_comes_back(shop):
    assert in_stock("Tea set")
    set_level("MUG", on_hand=1)
    assert (in_stock("Tea set"), in_stock("Mug")) == (False, True)
    set_level("MUG", on_hand=2)
    assert in_stock("Tea set")
    set_level("BOWL", safety=6)
    assert not in_stock("Tea set")
    set_bundle(variant_id=keys()["SET"], components={keys()["MUG"]: 1}, by=By(EDITOR, timezone.now()))
    assert in_stock("Tea set")


def test_setting_a_bundle_replaces_its_parts_and_nothing_makes_it_plain_again(shop):
    known = keys()
    set_bundle(variant_id=known["SET"], components={known["MUG"]: 3, known["BOWL"]: 1}, by=By(EDITOR, timezone.now()))
    parts = BundleComponent.objects.filter(bundle=known["SET"]).order_by("component__sku")
    assert list(parts.values_list("component__sku", "quantity")) == [("BOWL", 1), ("MUG", 3)]
    set_bundle(variant_id=known["SET"], components={}, by=By(EDITOR, timezone.now()))
    with pytest.raises(OutOfStock):
        make_order(("SET", 1))


def test_no_bundle_inside_a_bundle(shop):
    known = keys()
    make_product("Hamper", skus=["HAMPER"], stock=None)
    hamper = Variant.objects.get(sku="HAMPER").pk
    with pytest.raises(NestedBundle):
        set_bundle(variant_id=hamper, components={known["SET"]: 1}, by=By(EDITOR, timezone.now()))
    with pytest.raises(NestedBundle):
        set_bundle(variant_id=known["MUG"], components={hamper: 1}, by=By(EDITOR, timezone.now()))
    with pytest.raises(InvalidInput):
        set_bundle(variant_id=hamper, components={hamper: 1}, by=By(EDITOR, timezone.now()))


def test_a_bundle_takes_no_stock_of_its_own_and_what_it_has_can_be_taken_out(shop):
    bundle, place = keys()["SET"], Location.objects.get().pk
    with pytest.raises(InvalidInput, match="SET is a bundle"):
        receive_stock(location_id=place, received={keys()["MUG"]: 1, bundle: 2}, by=By(CLERK, NOW))
    change = {"location_id": place, "variant_id": bundle, "reason": "adjust", "by": By(CLERK, NOW)}
    with pytest.raises(InvalidInput, match="SET is a bundle"):
        adjust_stock(difference=2, **change)
    assert (counts("MUG"), counts("SET")) == ((10, 0, 0), (0, 0, 0))
    set_level("SET", on_hand=3)  # booked before it was refused
    assert [found.code for found in find_breaks().findings] == ["stock.bundles"]
    adjust_stock(difference=-3, **change)
    assert counts("SET") == (0, 0, 0)


@pytest.mark.parametrize("has", ["on_hand", "allocated", "on_its_way"])
def test_what_has_stock_becomes_no_bundle(shop, has):
    make_product("Hamper", skus=["HAMPER"], stock=2 if has == "on_its_way" else 0)
    hamper, parts = keys()["HAMPER"], {keys()["MUG"]: 1}
    if has == "on_its_way":
        places = {"source_id": Location.objects.get().pk, "target_id": Location.objects.create(code="b", name="B").pk}
        transfer = send_transfer(units={hamper: 2}, by=By(SYSTEM, NOW), **places)
    elif has == "allocated":
        set_level("HAMPER", backorder_limit=1)
        order = make_order(("HAMPER", 1)).order
    else:
        set_level("HAMPER", on_hand=2)
    with pytest.raises(BundleHasStock):
        set_bundle(variant_id=hamper, components=parts, by=By(EDITOR, timezone.now()))
    assert not BundleComponent.objects.filter(bundle=hamper).exists()
    if has == "on_its_way":
        cancel_transfer(transfer_id=transfer.pk, by=By(SYSTEM, NOW))
    elif has == "allocated":
        cancel_order(order_id=order.pk, by=By(SYSTEM, NOW), reason="")
    set_level("HAMPER", on_hand=0)
    set_bundle(variant_id=hamper, components=parts, by=By(EDITOR, timezone.now()))


def test_what_was_sold_before_it_became_a_bundle_does_not_come_back_into_its_stock(shop):
    make_product("Hamper", skus=["HAMPER"], stock=1)
    line = make_order(("HAMPER", 1)).order.lines.get()
    with transaction.atomic():
        ship_units(units=[(line, 1)], by=By(SYSTEM, NOW))
    set_bundle(variant_id=keys()["HAMPER"], components={keys()["MUG"]: 1}, by=By(EDITOR, timezone.now()))
    with pytest.raises(InvalidInput, match="HAMPER is a bundle"), transaction.atomic():
        restock_units(units=[(line, 1)], location_id=Location.objects.get().pk, by=By(SYSTEM, NOW))


@pytest.mark.parametrize("quantity", [0, -1, 10_001])
def test_odd_bundles_are_refused(shop, quantity):
    known = keys()
    with pytest.raises(InvalidInput):
        set_bundle(variant_id=known["SET"], components={known["MUG"]: quantity}, by=By(EDITOR, timezone.now()))
    with pytest.raises(NotFound):
        set_bundle(variant_id=known["SET"], components={2**40: 1}, by=By(EDITOR, timezone.now()))
    with pytest.raises(Forbidden):
        set_bundle(variant_id=known["SET"], components={}, by=By(Actor("staff"), timezone.now()))


def test_a_part_is_not_deleted_alone_and_a_bundle_is_no_part_of_itself(shop):
    with pytest.raises(IntegrityError):
        Product.objects.get(name="Mug").delete()
    with pytest.raises(IntegrityError, match="bundle_is_not_its_own_part"), transaction.atomic():
        BundleComponent.objects.create(bundle_id=keys()["SET"], component_id=keys()["SET"])
