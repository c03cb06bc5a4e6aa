"""Parcels: planned, packed, sent, delivered, and what goes wrong with them."""

import pytest
from django.db import IntegrityError, transaction

from shop.catalog.models import Variant
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import (
    AwaitingStock,
    NothingToShip,
    close_withdrawal,
    declare_withdrawal,
    edit_tracking,
    handle_withdrawal,
    move_parcel,
    prepare_parcels,
    refund_order,
    resend_parcel,
    ship_order,
    ship_parcel,
)
from shop.fulfilment.packing import plan_of
from shop.fulfilment.rules import FULFILMENT_TRANSITIONS, Packable, plan_parcels
from shop.fulfilment.steps.parcels import open_parcel
from shop.inventory.models import Location, StockLevel
from shop.inventory.steps import OutOfStock
from shop.notifications.models import MailMessage
from shop.orders.models import Allocation, Order, OrderEvent, OrderLine
from shop.orders.operations import hold_order
from shop.orders.rules import ForbiddenTransition
from shop.payments.steps import CreditLine
from shop.reports.verify import find_breaks
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel
from tests.factories.stock import make_bundle

STATES = list(FULFILMENT_TRANSITIONS)


@pytest.fixture
def order(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Bowl", skus=["BOWL"], stock=10)
    order = make_order(("MUG", 2), ("BOWL", 3)).order
    order.refresh_from_db()
    return order


@pytest.fixture
def do(staff_actor):
    """Call an operation as staff."""
    return lambda operation, **values: operation(by=By(staff_actor, NOW), **values)


def units(order):
    names = ("sku", "quantity_held", "quantity_fulfilled", "quantity_delivered", "quantity_returned")
    return {sku: rest for sku, *rest in order.lines.values_list(*names)}


def state(order):
    assert [found for found in find_breaks().findings if found.code.startswith(("orders.", "stock."))] == []
    order.refresh_from_db()
    return order.status, order.fulfilment_status


@pytest.mark.django_db
def test_a_parcel_goes_step_by_step_from_planned_to_delivered(order, do, staff_actor):
    [parcel] = do(prepare_parcels, order_id=order.pk)
    assert (parcel.status, parcel.location.code, parcel.version) == ("planned", "main", 1)
    assert units(order) == {"MUG": [2, 0, 0, 0], "BOWL": [3, 0, 0, 0]}
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(10, 2), (10, 3)]

    do(move_parcel, parcel_id=parcel.pk, target="picking")
    assert do(move_parcel, parcel_id=parcel.pk, target="packed").version == 3
    sent = do(ship_parcel, parcel_id=parcel.pk, carrier="DHL", tracking_number="JD014")
    assert (sent.status, sent.tracking_number, sent.shipped_at) == ("shipped", "JD014", NOW)
    assert units(order) == {"MUG": [0, 2, 0, 0], "BOWL": [0, 3, 0, 0]}
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(7, 0), (8, 0)]
    assert state(order) == ("closed", "fulfilled")
    assert MailMessage.objects.filter(dedupe_key=f"{order.public_id}:shipped:{parcel.pk}").count() == 1

    do(move_parcel, parcel_id=parcel.pk, target="delivered")
    assert state(order) == ("closed", "delivered")
    assert units(order) == {"MUG": [0, 2, 2, 0], "BOWL": [0, 3, 3, 0]}
    told = OrderEvent.objects.filter(data__parcel=parcel.public_id).values_list("kind", "actor_label")
    assert list(told) == [
        (kind, staff_actor.label)
        for kind in ("parcel.planned", "parcel.picking", "parcel.packed", "order.shipped", "parcel.delivered")
    ]


@pytest.mark.drawn
@pytest.mark.django_db
@pytest.mark.parametrize("target", [state for state in STATES if state not in ("planned", "shipped")])
@pytest.mark.parametrize("current", STATES)
@pytest.mark.breaks_rules
def test_a_parcel_moves_exactly_where_the_table_lists_it(order, do, current, target):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    if current in ("shipped", "delivered", "lost", "returned_to_sender"):
        do(ship_parcel, parcel_id=parcel.pk)
    Fulfilment.objects.update(status=current)
    before = (Fulfilment.objects.values().get(), units(order), OrderEvent.objects.count())

    if target in FULFILMENT_TRANSITIONS[current]:
        assert do(move_parcel, parcel_id=parcel.pk, target=target).status == target
    else:
        with pytest.raises(ForbiddenTransition):
            do(move_parcel, parcel_id=parcel.pk, target=target)
        assert (Fulfilment.objects.values().get(), units(order), OrderEvent.objects.count()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("current", [state for state in STATES if state != "packed"])
@pytest.mark.breaks_rules
def test_only_a_packed_parcel_is_sent(order, do, current):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    if current in ("shipped", "delivered", "lost", "returned_to_sender"):
        do(ship_parcel, parcel_id=parcel.pk)
    Fulfilment.objects.update(status=current)
    Order.objects.update(status="placed")
    stock = sorted(StockLevel.objects.values_list("on_hand", "allocated"))
    with pytest.raises(ForbiddenTransition):
        do(ship_parcel, parcel_id=parcel.pk)
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == stock


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["shipped", "planned", "", "gone"])
def test_refuses_targets_that_are_no_moves(order, do, target):
    [parcel] = do(prepare_parcels, order_id=order.pk)
    with pytest.raises(ForbiddenTransition):
        do(move_parcel, parcel_id=parcel.pk, target=target)


@pytest.mark.django_db
def test_units_in_a_parcel_cannot_be_packed_or_sent_twice_and_unpacking_frees_them(order, do):
    mug, bowl = order.lines.all()
    [first] = do(prepare_parcels, order_id=order.pk, quantities={mug.pk: 2, bowl.pk: 1})
    with pytest.raises(NothingToShip):
        do(prepare_parcels, order_id=order.pk, quantities={mug.pk: 1})
    [rest] = do(ship_order, order_id=order.pk)
    assert list(rest.lines.values_list("order_line__sku", "quantity")) == [("BOWL", 2)]
    assert state(order) == ("placed", "partial")
    with pytest.raises(NothingToShip):
        do(ship_order, order_id=order.pk)

    do(move_parcel, parcel_id=first.pk, target="cancelled")

    assert units(order) == {"MUG": [0, 0, 0, 0], "BOWL": [0, 2, 0, 0]}
    do(ship_order, order_id=order.pk)
    assert state(order) == ("closed", "fulfilled")


@pytest.mark.django_db
def test_the_database_refuses_to_hold_send_and_cancel_more_than_was_bought(order):
    line = OrderLine.objects.first()
    for values in ({"quantity_held": 3}, {"quantity_held": 2, "quantity_cancelled": 1}, {"quantity_delivered": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderLine.objects.filter(pk=line.pk).update(**values)


@pytest.mark.django_db
def test_each_parcel_leaves_from_one_location(channel, do):
    make_product("Mug", skus=["MUG"], stock=10)
    bowl = make_product("Bowl", skus=["BOWL"], stock=1).variants.get()
    other = Location.objects.create(code="shop", name="Shop", priority=1)
    StockLevel.objects.create(variant=bowl, location=other, on_hand=5)
    order = make_order(("MUG", 2), ("BOWL", 3)).order

    with pytest.raises(InvalidInput, match="check"):
        do(ship_order, order_id=order.pk, tracking_number="JD014")
    parcels = do(ship_order, order_id=order.pk)

    content = [(p.location.code, sorted(p.lines.values_list("order_line__sku", "quantity"))) for p in parcels]
    assert content == [("main", [("BOWL", 1), ("MUG", 2)]), ("shop", [("BOWL", 2)])]
    levels = StockLevel.objects.order_by("location__code", "variant__sku")
    assert list(levels.values_list("location__code", "variant__sku", "on_hand", "allocated")) == [
        ("main", "BOWL", 0, 0), ("main", "MUG", 8, 0), ("shop", "BOWL", 3, 0)
    ]  # fmt: skip
    assert state(order) == ("closed", "fulfilled")


@pytest.mark.django_db
def test_what_lies_in_a_parcel_of_several_places_is_planned_at_none_of_them(channel, do):
    make_product("Mug", skus=["MUG"], stock=1)
    make_product("Bowl", skus=["BOWL"], stock=2)
    make_product("Tea set", skus=["SET"], stock=0)
    other = Location.objects.create(code="other", name="Other", priority=1)
    StockLevel.objects.create(variant=Variant.objects.get(sku="MUG"), location=other, on_hand=1)
    make_bundle("SET", MUG=1, BOWL=1)
    order = make_order(("SET", 2)).order
    line = order.lines.get()
    open_ = {"order": order, "pieces": [(line, 1)], "status": "packed", "now": NOW}
    assert sorted(str(plan.location) for plan in plan_of(order=order)) == ["Main warehouse", "None"]

    with transaction.atomic():
        open_parcel(location_id=None, **open_)

    # Sent from several places, that parcel takes the first mug: the other mug and a bowl are left, in two places.
    assert [plan.location for plan in plan_of(order=order)] == [None]
    do(ship_parcel, parcel_id=order.fulfilments.get().pk)
    assert [plan.location for plan in plan_of(order=order)] == [None]
    do(ship_order, order_id=order.pk)
    assert state(order)[0] == "closed"


@pytest.mark.django_db
def test_what_lies_elsewhere_stays_when_one_location_sends(order, do):
    other = Location.objects.create(code="shop", name="Shop", priority=1)
    with pytest.raises(NothingToShip):
        do(ship_order, order_id=order.pk, location_id=other.pk)
    do(ship_order, order_id=order.pk, location_id=Location.objects.get(code="main").pk)
    assert state(order) == ("closed", "fulfilled")


@pytest.mark.django_db
def test_what_was_sold_before_it_was_there_is_refused_with_what_is_missing(channel, do):
    make_product("Mug", skus=["MUG"], stock=1)
    StockLevel.objects.update(backorder_limit=5, expected_on="2026-12-24")
    order = make_order(("MUG", 3)).order
    with pytest.raises(AwaitingStock, match="2 of MUG are not here yet, expected on 24 December 2026"):
        do(ship_order, order_id=order.pk)
    assert not Fulfilment.objects.exists()
    do(ship_order, order_id=order.pk, quantities={order.lines.get().pk: 1})
    assert state(order) == ("placed", "partial")


@pytest.mark.django_db
def test_a_parcel_on_its_way_gets_another_tracking_number_and_no_other_does(order, do):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    new = {"carrier": "UPS", "tracking_number": "1Z", "tracking_url": "https://ups.example/1Z"}
    with pytest.raises(ForbiddenTransition):
        do(edit_tracking, parcel_id=parcel.pk, **new)
    do(ship_parcel, parcel_id=parcel.pk, carrier="DHL")
    changed = do(edit_tracking, parcel_id=parcel.pk, **new)
    assert (changed.carrier, changed.tracking_number, changed.tracking_url) == tuple(new.values())
    with pytest.raises(InvalidInput):
        do(edit_tracking, parcel_id=parcel.pk, **{**new, "tracking_url": "javascript:alert(1)"})


@pytest.mark.django_db
def test_a_lost_parcel_is_sent_once_more_from_stock(order, do):
    [lost] = do(ship_order, order_id=order.pk)
    do(move_parcel, parcel_id=lost.pk, target="lost")
    again = do(resend_parcel, parcel_id=lost.pk, carrier="DHL")

    assert (again.status, again.replaces_id, again.location.code) == ("shipped", lost.pk, "main")
    assert sorted(again.lines.values_list("order_line__sku", "quantity")) == [("BOWL", 3), ("MUG", 2)]
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(4, 0), (6, 0)]
    assert units(order) == {"MUG": [0, 2, 0, 0], "BOWL": [0, 3, 0, 0]}
    with pytest.raises(ForbiddenTransition):
        do(resend_parcel, parcel_id=lost.pk)
    do(move_parcel, parcel_id=again.pk, target="delivered")
    assert state(order) == ("closed", "delivered")


@pytest.mark.django_db
def test_a_lost_parcel_is_sent_again_while_units_of_its_lines_still_wait(order, do):
    mug = OrderLine.objects.get(order=order, sku="MUG")
    [lost] = do(ship_order, order_id=order.pk, quantities={mug.pk: 1})
    do(move_parcel, parcel_id=lost.pk, target="lost")

    do(resend_parcel, parcel_id=lost.pk)

    assert units(order)["MUG"] == [0, 1, 0, 0]
    assert StockLevel.objects.filter(variant__sku="MUG").values_list("on_hand", "allocated").get() == (8, 1)
    assert Allocation.objects.get(line=mug).quantity == 1


@pytest.mark.django_db
def test_a_parcel_that_came_back_is_restocked_and_sent_again(order, do):
    [parcel] = do(ship_order, order_id=order.pk)
    do(move_parcel, parcel_id=parcel.pk, target="returned_to_sender", restock=True)
    assert state(order) == ("closed", "returned")
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(10, 0), (10, 0)]

    again = do(resend_parcel, parcel_id=parcel.pk)

    assert state(order) == ("closed", "fulfilled")
    assert sorted(StockLevel.objects.values_list("on_hand", "allocated")) == [(7, 0), (8, 0)]
    do(move_parcel, parcel_id=again.pk, target="lost")
    with pytest.raises(OutOfStock):
        StockLevel.objects.update(on_hand=1)
        do(resend_parcel, parcel_id=again.pk)
    assert Fulfilment.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["lost", "returned_to_sender"])
@pytest.mark.parametrize("given", ["units", "all of it", "withdrawn"])
def test_what_was_paid_back_meanwhile_is_not_sent_again_for_nothing(order, do, target, given):
    [parcel] = do(ship_order, order_id=order.pk)
    if given == "withdrawn":
        contact = {"name": "Ada", "email": "ada@example.com"}
        units = {order.lines.get(sku="MUG").pk: 1}
        withdrawal = declare_withdrawal(order_id=order.pk, units=units, by=By(GUEST, NOW), **contact)
        do(handle_withdrawal, withdrawal_id=withdrawal.pk, inspections={}, refund=True)
        do(close_withdrawal, withdrawal_id=withdrawal.pk, note="Never came")
    do(move_parcel, parcel_id=parcel.pk, target=target)
    if given == "units":
        mug = order.lines.get(sku="MUG")
        do(refund_order, order_id=order.pk, lines={mug.pk: CreditLine(1, Money(mug.unit_minor, "EUR"))})
    elif given == "all of it":
        do(refund_order, order_id=order.pk, allowance=Money(order.total_minor, "EUR"))
    with pytest.raises(ForbiddenTransition, match="paid back"):
        do(resend_parcel, parcel_id=parcel.pk)
    assert Fulfilment.objects.count() == 1


@pytest.mark.django_db
def test_of_two_lost_parcels_the_one_that_was_not_paid_back_is_sent_again(order, do):
    mug = order.lines.get(sku="MUG")
    first, second = (do(ship_order, order_id=order.pk, quantities={mug.pk: 1})[0] for _ in range(2))
    for parcel in (first, second):
        do(move_parcel, parcel_id=parcel.pk, target="lost")
    do(refund_order, order_id=order.pk, lines={mug.pk: CreditLine(1, Money(mug.unit_minor, "EUR"))})
    do(resend_parcel, parcel_id=second.pk)
    with pytest.raises(ForbiddenTransition, match="paid back"):
        do(resend_parcel, parcel_id=first.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("current", [state for state in STATES if state not in ("lost", "returned_to_sender")])
@pytest.mark.breaks_rules
def test_nothing_else_is_sent_again(order, do, current):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    if current in ("shipped", "delivered"):
        do(ship_parcel, parcel_id=parcel.pk)
    Fulfilment.objects.update(status=current)
    with pytest.raises(ForbiddenTransition):
        do(resend_parcel, parcel_id=parcel.pk)
    assert Fulfilment.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_packed_or_sent_while_the_order_is_on_hold(order, do):
    [parcel] = do(prepare_parcels, order_id=order.pk, is_packed=True)
    do(hold_order, order_id=order.pk, reason="Fraud check")
    for act in (
        lambda: do(ship_parcel, parcel_id=parcel.pk),
        lambda: do(prepare_parcels, order_id=order.pk),
        lambda: do(ship_order, order_id=order.pk),
    ):
        with pytest.raises(ForbiddenTransition, match="on hold"):
            act()
    assert do(move_parcel, parcel_id=parcel.pk, target="cancelled").status == "cancelled"


@pytest.mark.django_db
def test_refuses_strangers_stale_versions_and_parcels_that_do_not_exist(order, do):
    [parcel] = do(prepare_parcels, order_id=order.pk)
    for actor in (GUEST, Actor(kind="staff"), Actor(kind="customer", user_id=1)):
        with pytest.raises(Forbidden):
            prepare_parcels(order_id=order.pk, by=By(actor, NOW))
        with pytest.raises(Forbidden):
            move_parcel(parcel_id=parcel.pk, target="picking", by=By(actor, NOW))
        with pytest.raises(Forbidden):
            ship_parcel(parcel_id=parcel.pk, by=By(actor, NOW))
        with pytest.raises(Forbidden):
            resend_parcel(parcel_id=parcel.pk, by=By(actor, NOW))
    with pytest.raises(StaleVersion):
        do(move_parcel, parcel_id=parcel.pk, target="picking", version=parcel.version + 1)
    with pytest.raises(StaleVersion):
        do(prepare_parcels, order_id=order.pk, version=order.version)
    with pytest.raises(NotFound):
        do(move_parcel, parcel_id=0, target="picking")


def test_of_ten_who_pack_and_send_at_once_exactly_one_parcel_leaves(transactional_db, do):
    make_channel()
    make_product("Mug", skus=["MUG"], stock=10)
    order = make_order(("MUG", 2)).order

    def try_it(index):
        return do(ship_order if index % 2 else prepare_parcels, order_id=order.pk)

    results = all_at_once(10, try_it)

    assert sum(isinstance(result, list) for result in results) == 1
    assert all(isinstance(r, (list, NothingToShip, ForbiddenTransition)) for r in results)
    assert Fulfilment.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "plan"),
    [
        ([], {}),
        ([Packable(1, 2, {}, {})], {None: {1: 2}}),
        ([Packable(1, 2, {7: 1}, {5: {7: 2}}), Packable(2, 1, {}, {})], {5: {1: 2, 2: 1}}),
        ([Packable(1, 3, {7: 1}, {6: {7: 1}, 5: {7: 2}})], {5: {1: 2}, 6: {1: 1}}),
        # A bundle of one 7 and two 8: location 5 can send one, the parts of the other lie apart.
        ([Packable(1, 2, {7: 1, 8: 2}, {5: {7: 1, 8: 3}, 6: {7: 1, 8: 1}})], {5: {1: 1}, None: {1: 1}}),
        ([Packable(1, 0, {7: 1}, {5: {7: 2}})], {}),
    ],
)
def test_parcels_are_planned_by_the_place_of_the_goods(lines, plan):
    assert plan_parcels(lines, locations=[5, 6]) == plan
