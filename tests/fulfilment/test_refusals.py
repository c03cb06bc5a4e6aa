"""What may not be asked of orders, returns and parcels: refused with the reason, and nothing is written."""

import pytest

from shop.catalog.models import Variant
from shop.core.actor import GUEST, By
from shop.core.errors import InvalidInput
from shop.core.idempotency import Claim
from shop.fulfilment.models import Fulfilment, Return
from shop.fulfilment.operations import (
    EditInput,
    NotReturnable,
    ReceivedUnits,
    ReturnItem,
    cancel_order,
    cancel_return,
    edit_order,
    move_parcel,
    resend_parcel,
    ship_order,
)
from shop.inventory.models import StockLevel
from shop.orders.models import OrderChange, OrderEvent, OrderLine
from shop.orders.operations import hold_order
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.returns import approve, make_return, make_sent_order, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def goods(channel):
    make_product("Mug", skus=["MUG"], price_minor=1900, stock=10)
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=10)


def written():
    """Everything that an operation on an order would leave behind."""
    lines = ("quantity_fulfilled", "quantity_cancelled", "quantity_returning", "quantity_returned")
    return (
        list(OrderLine.objects.order_by("pk").values_list(*lines)),
        list(StockLevel.objects.order_by("pk").values_list("on_hand", "allocated", "reserved")),
        list(Return.objects.values_list("status", "version")),
        [model.objects.count() for model in (OrderEvent, CreditNote, Fulfilment, OrderChange)],
    )


def test_a_cancelled_order_has_nothing_to_return(staff_actor):
    order = make_order(("MUG", 1)).order
    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="")
    before = written()
    with pytest.raises(NotReturnable):
        make_return(order, 1)
    assert written() == before


def test_exchanges_and_refunds_are_asked_for_separately():
    order = make_sent_order(("MUG", 1), ("BOWL", 1))
    mug, bowl = order.lines.all()
    before = written()
    with pytest.raises(InvalidInput) as refusal:
        make_return(order, items=[ReturnItem(mug.pk, 1, "not_liked", "MUG"), ReturnItem(bowl.pk, 1, "not_liked")])
    assert refusal.value.fields == {"items": "Request exchanges and refunds separately."}
    assert written() == before


def test_a_return_that_is_cancelled_twice_with_one_key_is_cancelled_once():
    return_ = make_return(make_sent_order(("MUG", 1)), 1)

    def cancel():
        claim = Claim("user:1", "key", "same", keeps_answer=False)
        return cancel_return(return_id=return_.pk, by=By(GUEST, NOW), claim=claim)

    first, before = cancel(), written()
    assert (cancel().pk, first.status) == (return_.pk, "cancelled")
    assert written() == before


@pytest.mark.parametrize(
    ("units", "field", "message"),
    [
        (ReceivedUnits(3), "received", "This is more than are still expected."),
        (ReceivedUnits(-1), "received", "This is more than are still expected."),
        (ReceivedUnits(1, condition="lovely"), "condition", "Choose a condition."),
    ],
)
def test_what_did_not_come_back_cannot_be_received(staff_actor, units, field, message):
    return_ = approve(make_return(make_sent_order(("MUG", 3)), 2), staff_actor)
    line = return_.lines.get()
    before = written()
    with pytest.raises(InvalidInput) as refusal:
        receive(return_, staff_actor, received={line.pk: units})
    assert refusal.value.fields == {f"{field}_{line.pk}": message}
    assert written() == before


def test_lines_of_another_return_cannot_be_received(staff_actor):
    return_, other = (approve(make_return(make_sent_order(("MUG", 1)), 1), staff_actor) for _ in range(2))
    before = written()
    with pytest.raises(InvalidInput) as refusal:
        receive(return_, staff_actor, received={other.lines.get().pk: ReceivedUnits(1)})
    assert list(refusal.value.fields) == [f"received_{other.lines.get().pk}"]
    assert written() == before


def test_a_lost_parcel_is_not_sent_again_while_its_order_is_on_hold(staff_actor):
    by = By(staff_actor, NOW)
    order = make_order(("MUG", 2)).order
    line = order.lines.get()
    [parcel] = ship_order(order_id=order.pk, quantities={line.pk: 1}, by=by)
    move_parcel(parcel_id=parcel.pk, target="lost", by=by)
    hold_order(order_id=order.pk, reason="Fraud check", by=by)
    before = written()
    with pytest.raises(ForbiddenTransition, match="An order with the status “On hold” cannot be shipped"):
        resend_parcel(parcel_id=parcel.pk, by=by)
    assert written() == before


@pytest.mark.breaks_rules
def test_more_of_a_line_without_a_variant_is_not_added(staff_actor):
    order = make_order(("MUG", 1)).order
    OrderLine.objects.update(variant=None)
    before, line = written(), order.lines.get()
    with pytest.raises(InvalidInput) as refusal:
        edit_order(order_id=order.pk, edit=EditInput(quantities={line.pk: 2}), by=By(staff_actor, NOW))
    assert refusal.value.fields == {f"line_{line.pk}": "Mug is no longer available."}
    assert written() == before


@pytest.mark.parametrize("how", ["without a price", "archived"])
def test_more_of_what_is_not_sold_any_more_is_not_added(staff_actor, how):
    order = make_order(("MUG", 1)).order
    if how == "archived":
        Variant.objects.filter(sku="MUG").update(status="archived")
    else:
        Price.objects.filter(variant__sku="MUG").delete()
    before = written()
    with pytest.raises(InvalidInput, match="A product to be added is no longer available"):
        edit_order(order_id=order.pk, edit=EditInput(quantities={order.lines.get().pk: 2}), by=By(staff_actor, NOW))
    assert written() == before
