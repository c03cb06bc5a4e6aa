"""An exchange: new goods for old ones, and only the difference in money."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shop.catalog.models import Product
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, pay_order, settle_payment
from shop.core.actor import GUEST, By
from shop.core.errors import InvalidInput
from shop.fulfilment.models import Return
from shop.fulfilment.operations import (
    DifferenceUnpaid,
    EditInput,
    ReceivedUnits,
    cancel_return,
    close_settled,
    edit_order,
    receive_return,
    ship_order,
)
from shop.fulfilment.steps.exchange import DIFFERENCE_TIME
from shop.inventory.models import StockLevel
from shop.inventory.steps import OutOfStock
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Payment, TestCharge
from shop.pricing.models import Price
from tests.factories.orders import NOW
from tests.factories.returns import approve, make_return, receive, settlement
from tests.fulfilment.exchanges.looking import assert_nobody_owes_anything, stock

pytestmark = pytest.mark.django_db


def test_an_equal_exchange_moves_goods_and_no_money(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="MOSS"), staff_actor)
    new = return_.replacement
    assert (return_.kind, new.total_minor, new.status, new.payment_status) == ("exchange", 0, "on_hold", "paid")
    assert (new.email, new.addresses.get().city, stock("MOSS")) == (order.email, "Berlin", (10, 2, 0))
    with pytest.raises(ForbiddenTransition):
        ship_order(order_id=new.pk, by=By(staff_actor, NOW))

    done = receive(return_, staff_actor)

    new.refresh_from_db()
    order.refresh_from_db()
    assert (done.status, done.refund_minor, new.status) == ("exchanged", 0, "placed")
    assert (order.fulfilment_status, order.payment_status, stock("RUST")) == ("returned", "paid", (10, 0, 0))
    assert not CreditNote.objects.exists()
    ship_order(order_id=new.pk, by=By(staff_actor, NOW))
    assert stock("MOSS") == (8, 0, 0)
    assert close_settled(now=NOW) == 1
    assert_nobody_owes_anything()


def test_an_exchange_keeps_nothing_and_does_not_say_that_it_did(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="MOSS"), staff_actor)
    with pytest.raises(InvalidInput) as refused:
        receive(return_, staff_actor, settlement=settlement(deduction=500, shipping=490))
    assert sorted(refused.value.fields) == ["deduction", "shipping"]
    done = receive(return_, staff_actor, settlement=settlement(deduction=500, shipping=490, instead=True))
    assert (done.refund_minor, done.deduction_minor) == (3800 - 500 + 490, 500)


def test_staff_may_send_the_new_goods_at_once(order, staff_actor):
    return_ = approve(make_return(order, 1, wanted="MOSS"), staff_actor, at_once=True)
    ship_order(order_id=return_.replacement_id, by=By(staff_actor, NOW))
    with pytest.raises(ForbiddenTransition):  # too late to change one's mind
        cancel_return(return_id=return_.pk, by=By(GUEST, NOW))
    assert receive(return_, staff_actor).status == "exchanged"
    assert Order.objects.get(pk=return_.replacement_id).status == "closed"


def test_what_is_cheaper_is_paid_back_when_the_goods_are_here(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="SPOON"), staff_actor)
    assert return_.replacement.total_minor == 0
    assert not CreditNote.objects.exists()
    done = receive(return_, staff_actor)
    assert (done.status, done.refund_minor, TestCharge.objects.get().refunded_minor) == ("exchanged", 2400, 2400)
    assert_nobody_owes_anything()


def test_what_is_dearer_waits_for_the_difference(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="BOWL"), staff_actor)
    new = return_.replacement
    assert (new.status, new.total_minor, new.tax_minor, new.payment_deadline) == (
        "pending", 1000, 160, NOW + DIFFERENCE_TIME,
    )  # fmt: skip
    assert stock("BOWL") == (10, 0, 2)
    assert "cost €10.00 more" in MailMessage.objects.get(dedupe_key__contains="return_approved").text
    with pytest.raises(DifferenceUnpaid):
        receive(return_, staff_actor)
    assert Return.objects.get().status == "approved"

    done = receive(return_, staff_actor, settlement=settlement(instead=True))
    new.refresh_from_db()
    assert (done.status, done.refund_minor, new.status, stock("BOWL")) == ("refunded", 3800, "cancelled", (10, 0, 0))


def test_once_the_difference_is_paid_it_goes_on(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="BOWL"), staff_actor)
    pay_order(order_id=return_.replacement_id, payment=PaymentChoice("test", "success"), now=NOW)
    assert Order.objects.get(pk=return_.replacement_id).status == "on_hold"
    with pytest.raises(ForbiddenTransition):  # the other goods are not here yet
        ship_order(order_id=return_.replacement_id, by=By(staff_actor, NOW))
    done = receive(return_, staff_actor)
    new = Order.objects.get(pk=return_.replacement_id)
    assert (done.status, done.refund_minor, new.status, new.payment_status) == ("exchanged", 0, "placed", "paid")
    ship_order(order_id=new.pk, by=By(staff_actor, NOW))
    second = approve(make_return(new, 2), staff_actor)
    assert receive(second, staff_actor).refund_minor == 4800
    assert sorted(TestCharge.objects.values_list("refunded_minor", flat=True)) == [1000, 3800]
    assert_nobody_owes_anything()


def test_what_staff_let_go_at_once_waits_for_the_difference_alone(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="BOWL"), staff_actor, at_once=True)
    pay_order(order_id=return_.replacement_id, payment=PaymentChoice("test", "success"), now=NOW)
    ship_order(order_id=return_.replacement_id, by=By(staff_actor, NOW))
    assert receive(return_, staff_actor).status == "exchanged"


@pytest.mark.parametrize("is_called_off", [False, True])
def test_a_difference_that_is_paid_late_counts_as_long_as_the_exchange_takes_place(order, staff_actor, is_called_off):
    return_ = approve(make_return(order, 2, wanted="BOWL"), staff_actor)
    pay_order(order_id=return_.replacement_id, payment=PaymentChoice("test", "challenge"), now=NOW)
    late = NOW + DIFFERENCE_TIME + timedelta(hours=1)
    assert expire_orders(now=late) == 1
    if is_called_off:  # the buyer keeps the old goods: the new ones for the difference alone would be a gift
        cancel_return(return_id=return_.pk, by=By(GUEST, late))
    payment = Payment.objects.get(order=return_.replacement_id)
    TestCharge.objects.filter(reference=payment.public_id).update(status="captured")
    settle_payment(payment_id=payment.pk, now=late)
    payment.refresh_from_db()
    new = Order.objects.get(pk=return_.replacement_id)
    expected = ("expired", 1000, (10, 0, 0)) if is_called_off else ("on_hold", 0, (10, 2, 0))
    assert (new.status, payment.refunded_minor, stock("BOWL")) == expected


def test_a_cheaper_exchange_is_never_paid_back_twice(order, staff_actor):
    first = approve(make_return(order, 2, wanted="SPOON"), staff_actor)
    receive(first, staff_actor)
    ship_order(order_id=first.replacement_id, by=By(staff_actor, NOW))
    second = approve(make_return(Order.objects.get(pk=first.replacement_id), 2), staff_actor)
    assert receive(second, staff_actor).refund_minor == 1400
    assert TestCharge.objects.get().refunded_minor == 3800


def test_sold_out_goods_cannot_be_promised(order, staff_actor):
    return_ = make_return(order, 2, wanted="MOSS")
    StockLevel.objects.filter(variant__sku="MOSS").update(on_hand=1)
    with pytest.raises(OutOfStock):
        approve(return_, staff_actor)
    assert Return.objects.get().status == "requested"
    assert Order.objects.count() == 1
    assert approve(return_, staff_actor, as_kind="return").kind == "return"


@pytest.mark.parametrize("why", ["unpublished", "taxed", "priceless"])
def test_what_cannot_be_exchanged_is_named_before_anything_happens(order, staff_actor, why):
    return_ = make_return(order, 1, wanted="BOWL")
    if why == "priceless":
        Price.objects.filter(variant__sku="BOWL").delete()
    else:
        values = {"tax_class": "reduced"} if why == "taxed" else {"status": "draft"}
        Product.objects.filter(name="Lake bowl").update(**values)
    with pytest.raises(InvalidInput):
        approve(return_, staff_actor)
    assert (Return.objects.get().status, Order.objects.count()) == ("requested", 1)


def test_a_part_of_an_exchange_is_not_settled(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="MOSS"), staff_actor)
    line = return_.lines.get()
    with pytest.raises(InvalidInput):
        receive_return(
            return_id=return_.pk, received={line.pk: ReceivedUnits(1)}, settlement=settlement(), by=By(staff_actor, NOW + timedelta(days=1)),
        )  # fmt: skip
    assert Return.objects.get().status == "approved"


def test_tax_of_the_difference_is_that_of_the_goods(order, staff_actor):
    new = approve(make_return(order, 1, wanted="BOWL"), staff_actor).replacement
    line = new.lines.get()
    assert (line.unit_minor, line.tax_rate, line.tax_minor) == (500, Decimal("0.19"), 80)


def test_new_goods_are_not_reduced_by_a_change_for_they_were_paid_elsewhere(order, staff_actor):
    return_ = approve(make_return(order, 2, wanted="MOSS"), staff_actor, at_once=True)
    line = return_.replacement.lines.get()
    with pytest.raises(InvalidInput) as refused:
        edit_order(order_id=line.order_id, edit=EditInput(quantities={line.pk: 1}), by=By(staff_actor, NOW))
    assert list(refused.value.fields) == [f"line_{line.pk}"]
