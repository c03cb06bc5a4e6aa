"""Bank transfer and invoice: money that people book, in parts, too much, late, and given up."""

from datetime import date, timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import RecordedElsewhere, expire_orders, mark_paid, pay_order
from shop.core.actor import GUEST, By
from shop.core.errors import Forbidden, InvalidInput, NotFound
from shop.core.money import Money
from shop.fulfilment.operations import Amounts, preview_refund, refund_order, ship_order
from shop.ledger.queries import balances_of
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Payment, PaymentTransaction, Refund
from shop.payments.operations import confirm_refund, write_off
from shop.payments.providers import get_provider
from shop.payments.rules import AmountChanged
from shop.payments.steps import NothingToCredit
from tests.concurrency.threads import all_at_once
from tests.factories.books import assert_books_are_right, journals
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, know_reader, make_order
from tests.factories.shop import make_channel

DAY = date(2026, 11, 23)


def euros(minor):
    return Money(minor, "EUR")


@pytest.fixture
def transfer(bank, mug):
    """Two mugs for 42.90 that wait for a transfer."""
    return make_order(("MUG", 2), payment=PaymentChoice("bank_transfer"))


@pytest.fixture
def invoice(bank, mug):
    """Two mugs for 42.90 on invoice."""
    return make_order(("MUG", 2), payment=PaymentChoice("invoice"))


def came_in(placed, minor, reference, actor, now=NOW, currency="EUR"):
    return mark_paid(
        payment_id=placed.payment.pk, amount=Money(minor, currency), reference=reference, booked_on=DAY, by=By(actor, now),
    )  # fmt: skip


def test_a_transfer_takes_its_time_whatever_others_have_chosen_before(transfer):
    order = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge")).order
    know_reader()
    pay_order(order_id=order.pk, payment=PaymentChoice("bank_transfer"), now=NOW)
    deadlines = list(Order.objects.order_by("pk").values_list("payment_deadline", flat=True))
    assert deadlines == [NOW + get_provider("bank_transfer").payment_time] * 2


@pytest.mark.django_db
def test_parts_add_up_and_place_the_order(transfer, staff_actor):
    assert (transfer.order.status, transfer.order.payment_status) == ("pending", "unpaid")

    first = came_in(transfer, 4000, "SEPA 1", staff_actor)
    assert (first.order.status, first.order.payment_status) == ("pending", "partially_paid")

    second = came_in(transfer, 290, "SEPA 2", staff_actor)
    assert (second.order.status, second.order.payment_status, second.payment.status) == ("placed", "paid", "captured")
    assert balances_of(order_id=second.order.pk)["bank"] == 4290
    assert journals(second.order) == ["capture", "sale", "capture"]


@pytest.mark.django_db
def test_a_transfer_counts_once_however_often_it_is_told(transfer, staff_actor):
    answers = [
        came_in(transfer, 4290, reference, staff_actor).is_new for reference in ("SEPA 1", " SEPA  1 ", "SEPA 1")
    ]
    assert answers == [True, False, False]
    assert Payment.objects.get().captured_minor == 4290
    with pytest.raises(RecordedElsewhere):
        came_in(transfer, 4000, "SEPA 1", staff_actor)
    with pytest.raises(RecordedElsewhere):
        came_in(make_order(("MUG", 1), payment=PaymentChoice("bank_transfer")), 4290, "SEPA 1", staff_actor)


@pytest.mark.django_db
def test_what_is_too_much_stays_for_staff_who_give_it_back(transfer, staff_actor):
    order = came_in(transfer, 5000, "SEPA 1", staff_actor).order
    assert (order.payment_status, Refund.objects.exists()) == ("overpaid", False)

    refund = refund_order(order_id=order.pk, by=By(staff_actor, NOW)).refunds[0]

    assert (refund.amount_minor, refund.status, refund.note) == (710, "sent", None)
    confirm_refund(refund_id=refund.pk, by=By(staff_actor, NOW))
    assert Order.objects.get().payment_status == "paid"
    assert balances_of(order_id=order.pk)["bank"] == 4290
    with pytest.raises(ForbiddenTransition):
        confirm_refund(refund_id=refund.pk, by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_what_is_too_much_is_given_back_only_for_the_amount_that_staff_saw(transfer, staff_actor):
    order = came_in(transfer, 5000, "SEPA 1", staff_actor).order
    for wrong in (Amounts(euros(0), euros(709)), Amounts(euros(1), euros(710))):
        with pytest.raises(AmountChanged):
            refund_order(order_id=order.pk, by=By(staff_actor, NOW), expected=wrong)
    assert not Refund.objects.exists()

    seen = preview_refund(order=order, lines={})
    given = refund_order(order_id=order.pk, by=By(staff_actor, NOW), expected=seen)

    assert (seen, given.amounts("EUR")) == (Amounts(euros(0), euros(710)), Amounts(euros(0), euros(710)))


@pytest.mark.django_db
def test_an_invoice_is_placed_unpaid_sent_and_closed_when_it_is_paid(invoice, staff_actor):
    assert (invoice.order.status, invoice.order.payment_status) == ("placed", "unpaid")
    ship_order(order_id=invoice.order.pk, by=By(staff_actor, NOW))
    assert Order.objects.get().status == "placed"

    came_in(invoice, 4290, "SEPA 1", staff_actor)

    assert (Order.objects.get().status, Order.objects.get().payment_status) == ("closed", "paid")


@pytest.mark.django_db
def test_of_an_unpaid_invoice_only_the_debt_becomes_less(invoice, staff_actor):
    given = refund_order(order_id=invoice.order.pk, allowance=euros(1000), by=By(staff_actor, NOW))
    assert given.refunds == []
    mail = MailMessage.objects.get(dedupe_key__contains=":refunded:")
    assert "You owe €10.00 less" in mail.text

    came_in(invoice, 4000, "SEPA 1", staff_actor)
    assert Order.objects.get().payment_status == "overpaid"
    given = refund_order(order_id=invoice.order.pk, allowance=euros(290), by=By(staff_actor, NOW))
    assert [refund.amount_minor for refund in given.refunds] == [710 + 290]


@pytest.mark.django_db
def test_a_small_rest_is_written_off_with_its_tax_and_closes_the_order(invoice, staff_actor):
    ship_order(order_id=invoice.order.pk, by=By(staff_actor, NOW))
    came_in(invoice, 4200, "SEPA 1", staff_actor)

    note = write_off(order_id=invoice.order.pk, reason="Not worth a letter", by=By(staff_actor, NOW))

    assert (note.kind, note.total_minor, note.tax_minor) == ("write_off", 90, 15)
    books = balances_of(order_id=invoice.order.pk)
    assert (books["write_offs"], books["receivable"]) == (75, 0)
    assert (Order.objects.get().status, Order.objects.get().payment_status) == ("closed", "paid")
    with pytest.raises(NothingToCredit):
        write_off(order_id=invoice.order.pk, reason="", by=By(staff_actor, NOW))
    assert CreditNote.objects.count() == 1


@pytest.mark.django_db
def test_what_was_paid_in_part_goes_back_when_the_order_lapses(transfer, staff_actor):
    came_in(transfer, 4000, "SEPA 1", staff_actor)
    late = NOW + timedelta(days=30)

    expire_orders(now=late)

    order = Order.objects.get()
    assert (order.status, order.payment_status) == ("expired", "refunded")
    assert [(refund.amount_minor, refund.status) for refund in Refund.objects.all()] == [(4000, "sent")]
    assert "€40.00" in MailMessage.objects.get(dedupe_key__contains=":paid_late:").text


@pytest.mark.django_db
def test_a_whole_transfer_that_comes_late_places_the_order_and_a_part_goes_back(transfer, staff_actor):
    late = NOW + timedelta(days=30)
    expire_orders(now=late)

    part = came_in(transfer, 1000, "SEPA 1", staff_actor, now=late)
    assert (part.order.status, part.order.payment_status) == ("expired", "refunded")

    whole = came_in(transfer, 4290, "SEPA 2", staff_actor, now=late)
    assert (whole.order.status, whole.order.payment_status) == ("placed", "paid")
    assert [refund.amount_minor for refund in Refund.objects.all()] == [1000]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minor", "reference", "currency"), [(0, "x", "EUR"), (-1, "x", "EUR"), (1, "", "EUR"), (1, " ", "EUR"),
                                         (1, "x" * 81, "EUR"), (1, "x", "USD")]
)  # fmt: skip
def test_refuses_odd_transfers(transfer, staff_actor, minor, reference, currency):
    with pytest.raises(InvalidInput):
        came_in(transfer, minor, reference, staff_actor, currency=currency)
    assert not PaymentTransaction.objects.exists()


@pytest.mark.django_db
def test_refuses_strangers_and_payments_that_a_provider_books_itself(transfer, staff_actor):
    with pytest.raises(Forbidden):
        came_in(transfer, 1, "x", GUEST)
    with pytest.raises(Forbidden):
        write_off(order_id=transfer.order.pk, reason="", by=By(GUEST, NOW))
    with pytest.raises(NotFound):
        mark_paid(payment_id=0, amount=euros(1), reference="x", booked_on=DAY, by=By(staff_actor, NOW))
    with pytest.raises(ForbiddenTransition):
        came_in(make_order(("MUG", 1)), 1, "x", staff_actor)
    with pytest.raises(ForbiddenTransition):
        write_off(order_id=transfer.order.pk, reason="", by=By(staff_actor, NOW))


def test_one_transfer_told_by_twenty_at_once_is_booked_once(transactional_db, bank, staff_actor):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank_transfer"))

    answers = all_at_once(20, lambda _: came_in(placed, 4290, "SEPA 1", staff_actor).is_new)

    assert sorted(answers) == [False] * 19 + [True]
    assert Payment.objects.get().captured_minor == 4290
    assert_books_are_right()
