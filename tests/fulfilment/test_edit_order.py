"""Changing placed orders: what it costs, what follows, and that everything adds up afterwards."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db.models import Sum

from shop.accounts.rules import AddressInput
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    NothingToPay,
    PaymentDeclined,
    PaymentUnderWay,
    PriceChanged,
    TooManyDeclines,
    amount_due,
    lapse_changes,
    pay_order,
    settle_payment,
    withdraw_change,
)
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import (
    ChangeWaiting,
    CreditLine,
    EditInput,
    NothingToChange,
    NothingToShip,
    PriceMoved,
    cancel_order,
    edit_order,
    prepare_parcels,
    preview_edit,
    refund_order,
    ship_order,
)
from shop.inventory.models import StockLevel
from shop.inventory.steps import OutOfStock
from shop.ledger.queries import balances_of
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderChange, OrderEvent, OrderLine
from shop.orders.operations import hold_order
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Payment, Refund, TestCharge
from shop.payments.operations import write_off
from shop.payments.queries import DECLINE_LIMIT, standing
from shop.pricing.models import Price
from shop.reports.verify import find_breaks
from tests.concurrency.threads import all_at_once, unexpected
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, NOW, make_order
from tests.factories.returns import approve, make_return, receive
from tests.factories.shop import make_channel

BY_THE_CLOCK = {"payments.doubt", "outbox.late", "orders.overdue"}  # these compare with the true time
LATER = NOW + timedelta(days=4)
REFUND_ORDER = import_module("shop.fulfilment.operations.refund_order")


def setup_order(**values):
    """Two mugs for €19.00 and a bowl for €10.00, delivery €4.90: €52.90, paid."""
    make_channel()
    make_product("Mug", skus=["MUG"], price_minor=1900, stock=10)
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=10)
    make_product("Vase", skus=["VASE"], price_minor=3000, stock=3)
    order = make_order(("MUG", 2), ("BOWL", 1), **values).order
    order.refresh_from_db()
    return order


@pytest.fixture
def order(db):
    return setup_order()


@pytest.fixture
def edit(staff_actor):
    """Change an order as staff."""

    def change(order, *, now=NOW, operation=edit_order, **values):
        options = {key: values.pop(key) for key in ("version", "expected", "pay_within") if key in values}
        return operation(order_id=order.pk, edit=EditInput(**values), by=By(staff_actor, now), **options)

    return change


def line(order, sku):
    return order.lines.get(sku=sku)


def stock():
    return {
        sku: rest for sku, *rest in StockLevel.objects.values_list("variant__sku", "on_hand", "allocated", "reserved")
    }


def check_money(order):
    """Everything that must always hold of an order's money, and all rules of the shop."""
    assert [found for found in find_breaks().findings if found.code not in BY_THE_CLOCK] == []
    order.refresh_from_db()
    sums = OrderLine.objects.filter(order=order).aggregate(total=Sum("total_minor"), tax=Sum("tax_minor"))
    assert order.subtotal_minor == sums["total"]
    assert order.total_minor == sums["total"] + order.shipping_minor
    assert order.tax_minor == sums["tax"] + order.shipping_tax_minor
    notes = CreditNote.objects.filter(order=order).aggregate(total=Sum("total_minor"), shipping=Sum("shipping_minor"))
    assert (notes["total"] or 0, notes["shipping"] or 0) == (order.credited_minor, order.shipping_credited_minor)
    assert balances_of(order_id=order.pk).get("receivable", 0) == standing(order).owed.amount_minor


def pay(order, *, method="success", now=NOW, **values):
    return pay_order(order_id=order.pk, payment=PaymentChoice("test", method), now=now, **values)


@pytest.mark.django_db
def test_fewer_units_are_credited_refunded_at_once_and_free_again(order, edit):
    done = edit(order, quantities={line(order, "MUG").pk: 1}, note="One is enough")

    assert (done.change.status, done.change.difference_minor, done.to_pay) == ("applied", -1900, Money(0, "EUR"))
    assert (line(order, "MUG").quantity, line(order, "MUG").quantity_cancelled) == (2, 1)
    note = CreditNote.objects.get()
    assert (note.kind, note.total_minor, note.tax_minor) == ("edit", 1900, 304)
    assert (Refund.objects.get().status, Refund.objects.get().amount_minor) == ("succeeded", 1900)
    assert TestCharge.objects.get().refunded_minor == 1900
    assert stock()["MUG"] == [10, 1, 0]
    check_money(order)
    assert (order.status, order.payment_status, order.total_minor, order.credited_minor) == (
        "placed", "partially_refunded", 5290, 1900
    )  # fmt: skip
    mail = MailMessage.objects.get(dedupe_key__contains=":changed:")
    assert "1 × Mug: €19.00" in mail.text
    assert "The total is €33.90, including delivery (Standard) and VAT.\nWe're refunding €19.00 " in mail.text
    assert OrderEvent.objects.filter(kind="change.applied").get().message == "Order changed: One is enough"


@pytest.mark.django_db
def test_more_units_are_a_new_line_at_todays_price_and_wait_for_their_payment(order, edit):
    Price.objects.filter(variant__sku="MUG").update(amount_minor=2100)

    done = edit(order, quantities={line(order, "MUG").pk: 3})

    assert (done.change.status, done.change.difference_minor, done.to_pay.amount_minor) == (
        "awaiting_payment", 2100, 2100
    )  # fmt: skip
    first, _, added = order.lines.all()
    assert (first.quantity, first.unit_minor) == (2, 1900)
    assert (added.sku, added.quantity, added.unit_minor, added.quantity_held, added.change) == (
        "MUG", 1, 2100, 1, done.change
    )  # fmt: skip
    assert stock()["MUG"] == [10, 2, 1]
    check_money(order)
    assert (order.status, order.payment_status, order.total_minor) == ("placed", "partially_paid", 7390)
    mail = MailMessage.objects.get(dedupe_key=f"{order.public_id}:pay:{done.change.public_id}")
    assert mail.subject == f"#{order.number} Please pay the difference"
    assert f"/o/{order.public_id}" in mail.text
    assert "€21.00" in mail.text

    placed = pay(order)

    assert placed.payment.captured_minor == 2100
    check_money(order)
    assert (order.status, order.payment_status) == ("placed", "paid")
    assert stock()["MUG"] == [10, 3, 0]
    assert OrderChange.objects.get().status == "applied"
    assert not OrderLine.objects.exclude(quantity_held=0).exists()


@pytest.mark.django_db
def test_a_swap_keeps_the_old_goods_until_the_difference_is_paid(order, edit, staff_actor):
    done = edit(order, add={"VASE": 1}, quantities={line(order, "BOWL").pk: 0})
    assert done.to_pay == Money(2000, "EUR")
    assert (line(order, "BOWL").quantity_cancelled, line(order, "BOWL").quantity_held) == (0, 1)
    check_money(order)
    assert amount_due(order=order, now=NOW) == Money(2000, "EUR")
    # Neither the old nor the new goods are sent meanwhile; the rest is.
    with pytest.raises(NothingToShip):
        ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={line(order, "BOWL").pk: 1})
    with pytest.raises(NothingToShip):
        ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={line(order, "VASE").pk: 1})
    ship_order(order_id=order.pk, by=By(staff_actor, NOW))

    pay(order)

    check_money(order)
    assert line(order, "BOWL").quantity_cancelled == 1
    assert stock() == {"MUG": [8, 0, 0], "BOWL": [10, 0, 0], "VASE": [3, 1, 0]}
    assert (order.total_minor, order.credited_minor, order.payment_status) == (8290, 1000, "paid")
    ship_order(order_id=order.pk, by=By(staff_actor, NOW))
    order.refresh_from_db()
    assert (order.status, order.fulfilment_status) == ("closed", "fulfilled")


@pytest.mark.django_db
def test_a_change_that_costs_nothing_more_is_complete_at_once(order, edit):
    Price.objects.filter(variant__sku="VASE").update(amount_minor=1000)
    done = edit(order, add={"VASE": 1}, quantities={line(order, "BOWL").pk: 0})
    assert (done.change.status, done.change.difference_minor) == ("applied", 0)
    assert stock() == {"MUG": [10, 2, 0], "BOWL": [10, 0, 0], "VASE": [3, 1, 0]}
    check_money(order)
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_an_unpaid_change_lapses_by_itself_and_everything_is_as_it_was(order, edit):
    before = (stock(), order.lines.count())
    edit(order, add={"VASE": 2}, quantities={line(order, "BOWL").pk: 0})
    assert lapse_changes(now=NOW + timedelta(days=2)) == 0

    assert lapse_changes(now=LATER) == 1
    assert lapse_changes(now=LATER) == 0

    check_money(order)
    assert OrderChange.objects.get().status == "lapsed"
    assert stock() == before[0]
    assert (order.status, order.payment_status, order.total_minor, order.credited_minor) == (
        "placed", "paid", 11290, 6000
    )  # fmt: skip
    assert (line(order, "BOWL").quantity_cancelled, line(order, "BOWL").quantity_held) == (0, 0)
    assert (line(order, "VASE").quantity_cancelled, line(order, "VASE").quantity_held) == (2, 0)
    mail = MailMessage.objects.get(dedupe_key__contains=":changed:")
    assert mail.subject == f"#{order.number} Your order stays as it was"
    with pytest.raises(NothingToPay):
        pay(order, now=LATER)


@pytest.mark.django_db
def test_a_declined_payment_of_a_change_leaves_it_open_to_be_paid_another_way(order, edit):
    edit(order, add={"VASE": 1})
    with pytest.raises(PaymentDeclined):
        pay(order, method="decline")
    assert OrderChange.objects.get().status == "awaiting_payment"
    pay(order)
    assert OrderChange.objects.get().status == "applied"
    check_money(order)


@pytest.mark.django_db
def test_a_payment_that_nobody_told_of_completes_the_change_when_its_time_is_over(order, edit):
    edit(order, add={"VASE": 1})
    attempt = pay(order, method="challenge").payment
    TestCharge.objects.filter(reference=attempt.public_id).update(status="captured")

    assert lapse_changes(now=LATER) == 1

    assert OrderChange.objects.get().status == "applied"  # the sweep asked, and it was paid
    check_money(order)


@pytest.mark.django_db
def test_a_change_is_no_place_to_try_out_cards(order, edit):
    edit(order, add={"VASE": 1})
    for _ in range(DECLINE_LIMIT):
        with pytest.raises(PaymentDeclined):
            pay(order, method="decline")
    with pytest.raises(TooManyDeclines):
        pay(order)


@pytest.mark.django_db
def test_a_change_whose_payment_is_on_its_way_waits_for_the_providers_answer(order, edit):
    edit(order, add={"VASE": 1})
    attempt = pay(order, method="challenge").payment
    charge = TestCharge.objects.filter(reference=attempt.public_id)
    charge.update(status="processing")

    assert [lapse_changes(now=LATER), lapse_changes(now=LATER)] == [1, 0]
    assert OrderChange.objects.get().status == "awaiting_payment"

    charge.update(status="captured")
    settle_payment(payment_id=attempt.pk, now=LATER)
    assert OrderChange.objects.get().status == "applied"
    check_money(order)


@pytest.mark.django_db
def test_a_payment_that_comes_after_the_change_lapsed_goes_back(order, edit):
    edit(order, add={"VASE": 1})
    attempt = pay(order, method="challenge").payment
    assert lapse_changes(now=LATER) == 1
    TestCharge.objects.filter(reference=attempt.public_id).update(status="captured")

    settle_payment(payment_id=attempt.pk, now=LATER)

    check_money(order)
    assert OrderChange.objects.get().status == "lapsed"
    assert (Refund.objects.get().amount_minor, order.payment_status) == (3000, "partially_refunded")


@pytest.mark.django_db
def test_staff_take_a_waiting_change_back(order, edit, staff_actor):
    change = edit(order, add={"VASE": 1}).change
    pay(order, method="challenge")
    for actor in (GUEST, Actor(kind="staff")):
        with pytest.raises(Forbidden):
            withdraw_change(change_id=change.pk, by=By(actor, NOW))
    assert withdraw_change(change_id=change.pk, by=By(staff_actor, NOW)).status == "withdrawn"
    assert stock()["VASE"] == [3, 0, 0]
    assert Payment.objects.last().status == "cancelled"
    check_money(order)
    with pytest.raises(ForbiddenTransition):
        withdraw_change(change_id=change.pk, by=By(staff_actor, NOW))
    with pytest.raises(NotFound):
        withdraw_change(change_id=0, by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_only_one_change_waits_at_a_time(order, edit):
    edit(order, add={"VASE": 1})
    with pytest.raises(ChangeWaiting):
        edit(order, quantities={line(order, "BOWL").pk: 0})


@pytest.mark.django_db
def test_another_way_of_delivery_dates_no_order_that_nobody_could_date(order, edit):
    Order.objects.update(arrives_from=None, arrives_until=None)
    edit(order, shipping_method="express")
    pay(order)
    order.refresh_from_db()
    assert (order.shipping_code, order.arrives_from, order.arrives_until) == ("express", None, None)


@pytest.mark.django_db
def test_another_delivery_costs_its_difference_in_either_direction(order, edit):
    done = edit(order, shipping_method="express")
    assert done.to_pay == Money(710, "EUR")
    check_money(order)
    assert (order.shipping_code, order.shipping_minor) == ("standard", 1200)
    pay(order)
    check_money(order)
    assert (order.shipping_code, order.shipping_name, order.shipping_tax_minor) == ("express", "Express", 191)

    edit(order, shipping_method="standard")

    check_money(order)
    assert (order.shipping_code, order.shipping_minor, order.shipping_credited_minor) == ("standard", 1200, 710)
    assert Refund.objects.get().amount_minor == 710


@pytest.mark.django_db
def test_the_address_changes_within_the_country_until_a_parcel_is_packed(order, edit, staff_actor):
    new = AddressInput("Ada King", "Unter den Linden 1", "Berlin", "10117", "DE")
    done = edit(order, shipping_address=new)
    assert (done.change.difference_minor, done.change.before["address"]["full_name"]) == (0, "Ada Lovelace")
    assert order.addresses.get().line1 == "Unter den Linden 1"
    with pytest.raises(InvalidInput) as error:
        edit(order, shipping_address=AddressInput("Ada King", "Ring 1", "Wien", "1010", "AT"))
    assert set(error.value.fields) == {"country"}
    with pytest.raises(NothingToChange):
        edit(order, shipping_address=new)

    prepare_parcels(order_id=order.pk, by=By(staff_actor, NOW), is_packed=True)
    for values in ({"shipping_address": ADDRESS}, {"shipping_method": "express"}):
        with pytest.raises(ForbiddenTransition, match="packed"):
            edit(order, **values)


@pytest.mark.django_db
def test_what_is_in_a_parcel_stays_in_the_order(order, edit, staff_actor):
    mug = line(order, "MUG")
    prepare_parcels(order_id=order.pk, by=By(staff_actor, NOW), quantities={mug.pk: 1})
    with pytest.raises(InvalidInput) as error:
        edit(order, quantities={mug.pk: 0})
    assert error.value.fields == {f"line_{mug.pk}": "1 are already packed or shipped. Enter 1 or more."}
    edit(order, quantities={mug.pk: 1})
    check_money(order)


@pytest.mark.django_db
def test_the_preview_tells_and_changes_nothing(order, edit):
    before = (Order.objects.values().get(), stock(), OrderEvent.objects.count())
    plan = edit(order, operation=preview_edit, add={"VASE": 1}, quantities={line(order, "MUG").pk: 1})
    assert (plan.goods_minor, plan.credit_minor, plan.difference, plan.to_pay, plan.new_total) == (
        3000, 1900, Money(1100, "EUR"), Money(1100, "EUR"), Money(6390, "EUR")
    )  # fmt: skip
    assert [(row["sku"], row["quantity"]) for row in plan.after["lines"]] == [("MUG", 1), ("BOWL", 1), ("VASE", 1)]
    assert (Order.objects.values().get(), stock(), OrderEvent.objects.count()) == before


@pytest.mark.django_db
def test_a_stale_version_and_another_price_are_refused_in_preview_and_change(order, edit):
    old = order.version
    edit(order, quantities={line(order, "MUG").pk: 1})
    for operation in (preview_edit, edit_order):
        with pytest.raises(StaleVersion):
            edit(order, operation=operation, quantities={line(order, "MUG").pk: 0}, version=old)
    with pytest.raises(PriceMoved):
        edit(order, add={"VASE": 1}, expected=Money(2999, "EUR"))
    assert OrderChange.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", sorted(set(Order.Status.values) - {"placed", "on_hold"}))
@pytest.mark.breaks_rules
def test_only_a_placed_order_is_changed(order, edit, status):
    Order.objects.update(status=status)
    with pytest.raises(ForbiddenTransition):
        edit(order, add={"VASE": 1})
    assert not OrderChange.objects.exists()


@pytest.mark.django_db
def test_a_held_order_may_be_changed(order, edit, staff_actor):
    hold_order(order_id=order.pk, reason="Buyer thinks", by=By(staff_actor, NOW))
    edit(order, quantities={line(order, "MUG").pk: 1})
    check_money(order)
    assert order.status == "on_hold"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"add": {"NONE": 1}},
        {"add": {"VASE": 0}},
        {"add": {"VASE": -1}},
        {"add": {"VASE": 100_001}},
        {"quantities": {0: 1}},
        {"add": {"VASE": 1}, "pay_within": timedelta(minutes=1)},
        {"add": {"VASE": 1}, "pay_within": timedelta(days=31)},
    ],
)
def test_refuses_what_makes_no_sense(order, edit, values):
    with pytest.raises(InvalidInput):
        edit(order, **values)
    with pytest.raises(InvalidInput):
        edit(order, quantities={line(order, "MUG").pk: -1})
    with pytest.raises(NothingToChange):
        edit(order)
    with pytest.raises(NothingToChange):
        edit(order, quantities={line(order, "MUG").pk: 2}, shipping_method="standard")
    with pytest.raises(OutOfStock):
        edit(order, add={"VASE": 4})
    assert not OrderChange.objects.exists()
    check_money(order)


@pytest.mark.django_db
def test_needs_the_permission(order):
    for actor in (GUEST, Actor(kind="staff"), Actor(kind="customer", user_id=1)):
        for operation in (preview_edit, edit_order):
            with pytest.raises(Forbidden):
                operation(order_id=order.pk, edit=EditInput(add={"VASE": 1}), by=By(actor, NOW))


@pytest.mark.django_db
def test_cancelling_everything_takes_a_waiting_change_and_unsent_parcels_with_it(order, edit, staff_actor):
    edit(order, add={"VASE": 1}, quantities={line(order, "BOWL").pk: 0})
    prepare_parcels(order_id=order.pk, by=By(staff_actor, NOW))

    cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason="Changed my mind")

    check_money(order)
    assert (order.status, order.payment_status, order.credited_minor) == ("cancelled", "refunded", order.total_minor)
    assert (OrderChange.objects.get().status, Fulfilment.objects.get().status) == ("withdrawn", "cancelled")
    assert stock() == {"MUG": [10, 0, 0], "BOWL": [10, 0, 0], "VASE": [3, 0, 0]}
    assert Refund.objects.get().amount_minor == 5290


@pytest.mark.django_db
def test_the_amount_of_a_change_is_fixed_with_the_attempt(order, edit):
    edit(order, add={"VASE": 1})
    with pytest.raises(PriceChanged):
        pay(order, expected=Money(2999, "EUR"))
    first = pay(order, method="challenge").payment
    again = pay(order, method="challenge").payment
    assert first == again
    other = pay(order).payment
    first.refresh_from_db()
    assert (first.status, other.status, first.amount_minor) == ("cancelled", "captured", 3000)


def test_of_ten_edits_with_one_version_exactly_one_is_done(transactional_db, edit):
    order = setup_order()
    pk = line(order, "MUG").pk
    results = all_at_once(10, lambda _: edit(order, quantities={pk: 1}, version=order.version))
    assert sum(isinstance(result, StaleVersion) for result in results) == 9
    check_money(order)
    assert order.credited_minor == 1900


def test_editing_shipping_and_cancelling_at_once_never_give_the_same_unit_twice(transactional_db, edit, staff_actor):
    order = setup_order()
    pk = line(order, "MUG").pk
    acts = [
        lambda: edit(order, quantities={pk: 1}),
        lambda: ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={pk: 2}),
        lambda: cancel_order(order_id=order.pk, by=By(staff_actor, NOW), reason=""),
        lambda: edit(order, quantities={pk: 0}),
    ]
    results = all_at_once(8, lambda index: acts[index % 4]())
    # Units that were taken away are added by the next edit, and wait to be paid.
    refused = (InvalidInput, ForbiddenTransition, NothingToShip, NothingToChange, ChangeWaiting)
    assert unexpected(results, *refused) == []
    check_money(order)
    mug = OrderLine.objects.get(pk=pk)
    assert mug.quantity_fulfilled + mug.quantity_cancelled <= 2
    assert stock()["MUG"][0] == 10 - mug.quantity_fulfilled


def test_paying_and_lapsing_at_once_end_in_one_of_both(transactional_db, edit):
    order = setup_order()
    edit(order, add={"VASE": 1})
    now = NOW + timedelta(days=3) - timedelta(seconds=1)

    def act(index):
        return pay(order, now=now) if index % 2 else lapse_changes(now=now + timedelta(days=1))

    assert unexpected(all_at_once(8, act), NothingToPay, PaymentUnderWay, PaymentDeclined) == []

    check_money(order)
    change = OrderChange.objects.get()
    paid = (
        Payment.objects.exclude(pk=Payment.objects.first().pk).aggregate(
            kept=Sum("captured_minor") - Sum("refunded_minor")
        )["kept"]
        or 0
    )
    assert (change.status, paid) in {("applied", 3000), ("lapsed", 0)}
    assert standing(order).owed.amount_minor == 0


# ---- credits while a change waits ------------------------------------------------------------------------------------


def test_an_allowance_given_while_a_change_waits_goes_back_whole_when_it_is_taken_back(order, edit, staff_actor):
    edit(order, add={"VASE": 1}, shipping_method="express")
    refund_order(order_id=order.pk, allowance=Money(3000, "EUR"), by=By(staff_actor, NOW))
    assert amount_due(order=Order.objects.get(), now=NOW) == Money(3000 + 710 - 3000, "EUR")
    lapse_changes(now=LATER)
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("lapsed", 3000)
    assert standing(Order.objects.get()).owed.amount_minor == 0


def test_what_is_credited_while_a_change_waits_pays_for_it_first_and_completes_it(order, edit, staff_actor):
    edit(order, add={"VASE": 1})
    refund_order(order_id=order.pk, lines={line(order, "MUG").pk: CreditLine(2)}, by=By(staff_actor, NOW))
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("applied", 800)
    assert stock()["VASE"] == [3, 1, 0]
    check_money(order)


def test_units_cancelled_while_a_change_waits_complete_it_too(order, edit, staff_actor):
    edit(order, add={"VASE": 1})
    units = {line(order, "MUG").pk: 2}
    cancel_order(order_id=order.pk, quantities=units, reason="", by=By(staff_actor, NOW))
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("applied", 800)
    assert stock() == {"MUG": [10, 0, 0], "BOWL": [10, 1, 0], "VASE": [3, 1, 0]}
    check_money(order)


def test_goods_that_come_back_while_a_change_waits_complete_it_too(order, edit, staff_actor):
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={line(order, "MUG").pk: 2})
    return_ = make_return(Order.objects.get(), 2)
    approve(return_, staff_actor)
    edit(order, add={"VASE": 1})
    receive(return_, staff_actor)
    assert (OrderChange.objects.get().status, Refund.objects.get().amount_minor) == ("applied", 800)
    check_money(order)


def test_a_process_that_dies_before_it_completes_the_change_leaves_that_to_the_round(
    order, edit, staff_actor, monkeypatch
):
    edit(order, add={"VASE": 1})
    monkeypatch.setattr(REFUND_ORDER, "follow_up", lambda **_: None)
    refund_order(order_id=order.pk, lines={line(order, "MUG").pk: CreditLine(2)}, by=By(staff_actor, NOW))
    assert OrderChange.objects.get().status == "awaiting_payment"
    lapse_changes(now=LATER)
    assert OrderChange.objects.get().status == "applied"
    check_money(order)


def test_what_a_waiting_change_costs_is_not_written_off(order, edit, staff_actor):
    edit(order, add={"VASE": 1})
    with pytest.raises(ForbiddenTransition):
        write_off(order_id=order.pk, reason="", by=By(staff_actor, NOW), expected=Money(3000, "EUR"))
    lapse_changes(now=LATER)
    assert not Refund.objects.exists()
    check_money(order)
