"""What a change of a placed order costs, and what is done at once or when it is paid."""

import pytest

from shop.accounts.rules import AddressInput
from shop.checkout.operations import amount_due
from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.operations import NothingToChange, NothingToShip, prepare_parcels, preview_edit, ship_order
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderChange, OrderEvent, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Refund, TestCharge
from shop.pricing.models import Price
from tests.factories.orders import ADDRESS, NOW
from tests.fulfilment.edits.changing import check_money, line, pay, stock


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
def test_the_preview_tells_and_changes_nothing(order, edit):
    before = (Order.objects.values().get(), stock(), OrderEvent.objects.count())
    plan = edit(order, operation=preview_edit, add={"VASE": 1}, quantities={line(order, "MUG").pk: 1})
    assert (plan.goods_minor, plan.credit_minor, plan.difference, plan.to_pay, plan.new_total) == (
        3000, 1900, Money(1100, "EUR"), Money(1100, "EUR"), Money(6390, "EUR")
    )  # fmt: skip
    assert [(row["sku"], row["quantity"]) for row in plan.after["lines"]] == [("MUG", 1), ("BOWL", 1), ("VASE", 1)]
    assert (Order.objects.values().get(), stock(), OrderEvent.objects.count()) == before
