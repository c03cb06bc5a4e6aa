"""Orders whose goods are not there have a tab of their own, with their dates, and cannot be sent by mistake."""

from datetime import date

import pytest
from django.urls import reverse

from shop.core.actor import SYSTEM, By
from shop.fulfilment.operations import prepare_parcels
from shop.fulfilment.packing import list_awaited
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.stock import make_bundle, set_level
from tests.pages import markup

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 3)


@pytest.fixture
def staff(manager, client, channel):
    make_product("Dock mug", skus=["MUG"], stock=0)
    make_product("Lake bowl", skus=["BOWL"], stock=10)
    set_level("MUG", backorder_limit=10, expected_on=DAY)
    client.force_login(manager)
    return client


def tab(client, work):
    rows = client.get(reverse("admin:orders_order_changelist"), {"work": work}).context["cl"].result_list
    return [order.number for order in rows]


def buy(*lines):
    return make_order(*lines).order


def awaited(order):
    return [(each.line.sku, each.pieces, each.expected_on, each.is_shelved) for each in list_awaited(order=order)]


def page_of(client, order):
    return markup(client.get(reverse("admin:orders_order_change", args=[order.pk])))


def test_what_is_there_is_to_send_and_what_is_not_waits_with_its_date(staff):
    there, waiting, both = buy(("BOWL", 2)), buy(("MUG", 1)), buy(("BOWL", 1), ("MUG", 2))

    assert tab(staff, "to_send") == [there.number]
    assert tab(staff, "awaiting_goods") == [both.number, waiting.number]
    assert "3 Dec 2026" in markup(staff.get(reverse("admin:orders_order_changelist"), {"work": "awaiting_goods"}))
    assert [awaited(order) for order in (there, waiting, both)] == [
        [], [("MUG", 1, DAY, False)], [("MUG", 2, DAY, False)],
    ]  # fmt: skip


def test_the_start_page_counts_both_apart(staff):
    buy(("BOWL", 2))
    buy(("MUG", 1))

    waiting = {task.label: task.url for task in staff.get("/admin/").context["tasks"]}

    assert waiting["1 order to ship"].endswith("?work=to_send")
    assert waiting["1 order waiting for stock"].endswith("?work=awaiting_goods")


def test_what_arrives_belongs_to_the_orders_in_their_turn(staff):
    first, second, third = buy(("MUG", 2)), buy(("MUG", 2)), buy(("MUG", 1))

    set_level("MUG", on_hand=3)

    assert tab(staff, "to_send") == [first.number]
    assert tab(staff, "awaiting_goods") == [third.number, second.number]
    assert awaited(second) == [("MUG", 1, DAY, True)]
    assert awaited(third) == [("MUG", 1, DAY, True)]


def test_what_is_packed_already_is_there_for_the_parcel_and_not_for_earlier_orders(staff):
    first, second = buy(("MUG", 2)), buy(("MUG", 2))
    set_level("MUG", on_hand=2)

    prepare_parcels(order_id=second.pk, by=By(SYSTEM, NOW))

    assert awaited(second) == []
    assert awaited(first) == [("MUG", 2, DAY, True)]


def test_of_a_bundle_the_pieces_count_whose_parts_are_not_there(staff):
    make_product("Set", skus=["SET"], stock=0)
    make_bundle("SET", MUG=2, BOWL=1)

    order = buy(("SET", 3))
    assert awaited(order) == [("SET", 3, DAY, False)]

    set_level("MUG", on_hand=3)
    assert awaited(order) == [("SET", 2, DAY, True)]


def test_an_order_of_which_nothing_is_there_cannot_be_sent_and_says_why(staff):
    order = buy(("MUG", 1))
    html = page_of(staff, order)

    assert "1 × Dock mug, expected on 3 Dec 2026" in html
    assert reverse("admin:orders_order_ship", args=[order.pk]) not in html
    assert reverse("admin:orders_order_prepare", args=[order.pk]) not in html

    set_level("MUG", expected_on=None)
    assert "1 × Dock mug, no date known" in page_of(staff, order)


def test_of_a_mixed_order_the_form_presets_what_is_there_and_sends_it(staff):
    order = buy(("BOWL", 1), ("MUG", 2))
    ship = reverse("admin:orders_order_ship", args=[order.pk])
    assert ship in page_of(staff, order)

    form = staff.get(ship).context["form"]
    data = {field.html_name: field.initial for _, _, field in form.rows()}
    answer = staff.post(ship, data | {"version": form["version"].value()})

    assert list(data.values()) == [1, 0]
    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.fulfilment_status, tab(staff, "awaiting_goods")) == ("partial", [order.number])


def test_what_lies_there_for_earlier_orders_may_still_be_sent_by_hand(staff):
    buy(("MUG", 2))
    later = buy(("MUG", 2))
    set_level("MUG", on_hand=2)

    html = page_of(staff, later)

    assert "units on hand are allocated to earlier orders" in html
    assert reverse("admin:orders_order_ship", args=[later.pk]) in html


def test_the_first_goods_to_arrive_move_the_order_to_the_other_tab(staff):
    order = buy(("MUG", 2))
    assert (tab(staff, "to_send"), tab(staff, "awaiting_goods")) == ([], [order.number])

    set_level("MUG", on_hand=2)

    assert (tab(staff, "to_send"), tab(staff, "awaiting_goods")) == ([order.number], [])
    assert Order.objects.get().fulfilment_status == "unfulfilled"
