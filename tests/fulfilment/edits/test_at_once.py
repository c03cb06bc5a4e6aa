"""Changing, paying, sending and cancelling the same order at once."""

from datetime import timedelta

from django.db.models import Sum

from shop.checkout.operations import NothingToPay, PaymentDeclined, PaymentUnderWay, lapse_changes
from shop.core.actor import By
from shop.core.errors import InvalidInput, StaleVersion
from shop.fulfilment.operations import ChangeWaiting, NothingToChange, NothingToShip, cancel_order, ship_order
from shop.orders.models import OrderChange, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment
from shop.payments.queries import standing
from tests.concurrency.threads import all_at_once, unexpected
from tests.factories.orders import NOW
from tests.fulfilment.edits.changing import check_money, line, pay, setup_order, stock


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
