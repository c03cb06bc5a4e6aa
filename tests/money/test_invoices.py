"""What an invoice asks for follows what is owed: no provider has fixed it."""

from datetime import date

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import import_statement, mark_paid, pay_order
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order, refund_order
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.operations import write_off
from shop.payments.providers import instructions_for
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(bank, mug):
    """Two mugs for 42.90 on invoice."""
    return make_order(("MUG", 2), payment=PaymentChoice("invoice"))


def euros(minor):
    return Money(minor, "EUR")


def came_in(placed, minor, actor):
    mark_paid(
        payment_id=placed.payment.pk, amount=euros(minor), reference="SEPA 1", booked_on=date(2026, 11, 23),
        by=By(actor, NOW),
    )  # fmt: skip


def test_a_credit_lowers_what_the_buyer_is_told_to_send_and_that_is_booked_by_itself(invoice, staff_actor):
    refund_order(order_id=invoice.order.pk, allowance=euros(1000), by=By(staff_actor, NOW))

    assert instructions_for(Payment.objects.select_related("order").get()).amount == euros(3290)
    statement = f"Buchungstag;Betrag;Verwendungszweck\n23.11.2026;32,90;{invoice.order.number}\n".encode()
    assert import_statement(data=statement, by=By(staff_actor, NOW)).booked == 1
    assert (Order.objects.get().payment_status, Payment.objects.get().status) == ("paid", "captured")


def test_what_is_written_off_is_not_asked_for_any_more(invoice, staff_actor):
    came_in(invoice, 4200, staff_actor)
    write_off(order_id=invoice.order.pk, reason="Not worth a letter", by=By(staff_actor, NOW))
    payment = Payment.objects.get()
    assert (payment.status, payment.amount_minor, payment.captured_minor) == ("captured", 4200, 4200)


def test_an_invoice_paid_in_part_is_over_when_its_order_is_cancelled(invoice, staff_actor):
    came_in(invoice, 1000, staff_actor)
    cancel_order(order_id=invoice.order.pk, by=By(staff_actor, NOW), reason="")
    payment = Payment.objects.get()
    assert (payment.status, payment.amount_minor, payment.refunded_minor) == ("captured", 1000, 1000)


def test_a_credit_leaves_a_transfer_alone_that_was_given_up(bank, mug, staff_actor):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank_transfer"))
    pay_order(order_id=placed.order.pk, payment=PaymentChoice("bank", "pay"), now=NOW)

    refund_order(order_id=placed.order.pk, allowance=euros(1000), by=By(staff_actor, NOW))

    rows = Payment.objects.order_by("pk").values_list("provider", "status", "amount_minor", "refunded_minor")
    assert list(rows) == [("bank_transfer", "cancelled", 4290, 0), ("bank", "captured", 4290, 1000)]


def _rows():
    return list(Payment.objects.order_by("pk").values_list("provider", "status", "amount_minor", "captured_minor"))


def test_what_is_missing_of_a_transfer_that_came_in_part_is_asked_for_by_the_invoice_that_is_chosen_then(
    bank, mug, staff_actor
):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank_transfer"))
    came_in(placed, 1000, staff_actor)

    pay_order(order_id=placed.order.pk, payment=PaymentChoice("invoice"), now=NOW)

    assert _rows() == [("bank_transfer", "captured", 1000, 1000), ("invoice", "processing", 3290, 0)]
    refund_order(order_id=placed.order.pk, allowance=euros(500), by=By(staff_actor, NOW))
    assert _rows() == [("bank_transfer", "captured", 1000, 1000), ("invoice", "processing", 2790, 0)]
    statement = f"Buchungstag;Betrag;Verwendungszweck\n23.11.2026;27,90;{placed.order.number}\n".encode()
    assert import_statement(data=statement, by=By(staff_actor, NOW)).booked == 1
    assert _rows() == [("bank_transfer", "captured", 1000, 1000), ("invoice", "captured", 2790, 2790)]
    assert Order.objects.get().payment_status == "paid"
