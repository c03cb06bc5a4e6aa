"""What a provider tells of disputes: won, lost, several, and decided anew."""

import pytest

from shop.core.actor import By
from shop.fulfilment.operations import CreditLine, refund_order, ship_order
from shop.ledger.queries import balances_of
from shop.orders.models import OrderEvent
from shop.payments.models import Payment, PaymentTransaction
from shop.payments.operations import write_off
from shop.payments.queries import standing
from tests.factories.books import journals
from tests.factories.orders import NOW
from tests.money.news.charges import charge_of, settle
from tests.money.timeline import euros


@pytest.mark.django_db
def test_a_dispute_that_is_won_gives_the_money_back(bank, paid):
    charge = charge_of(bank, paid)
    charge.dispute, charge.disputed = "open", 4290
    for _ in range(2):
        order = settle(paid)
    assert (Payment.objects.get().status, order.payment_status) == ("disputed", "disputed")
    assert balances_of(order_id=order.pk)["chargebacks"] == 4290

    charge.dispute = "won"
    for _ in range(2):
        order = settle(paid)

    assert (Payment.objects.get().status, order.payment_status) == ("won", "paid")
    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["clearing"], books["receivable"]) == (0, 4290, 0)
    assert journals(order) == ["sale", "capture", "chargeback", "chargeback_won"]


@pytest.mark.django_db
@pytest.mark.parametrize("told", [0, 1000, 2000, 4290])
def test_of_a_dispute_that_is_won_comes_back_what_was_taken_whatever_else_is_told(bank, paid, told):
    charge = charge_of(bank, paid)
    for charge.dispute, charge.disputed in (("open", 2000), ("won", told)):
        order = settle(paid)

    facts = PaymentTransaction.objects.filter(kind__startswith="chargeback").order_by("pk")
    assert list(facts.values_list("kind", "amount_minor")) == [("chargeback", 2000), ("chargeback_won", 2000)]
    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["clearing"], books["receivable"]) == (0, 4290, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("heard_of_before", [True, False])
def test_a_dispute_that_is_lost_is_owed_again(bank, paid, heard_of_before):
    charge = charge_of(bank, paid)
    charge.disputed = 2000
    if heard_of_before:
        charge.dispute = "open"
        settle(paid)

    charge.dispute = "lost"
    for _ in range(2):
        order = settle(paid)

    assert (Payment.objects.get().status, order.payment_status) == ("lost", "disputed")
    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["clearing"], books["receivable"]) == (0, 2290, 2000)


@pytest.mark.django_db
def test_what_a_bank_took_back_is_not_refunded_as_well(bank, paid, staff_actor):
    charge = charge_of(bank, paid)
    charge.dispute, charge.disputed = "open", 4290
    settle(paid)

    given = refund_order(order_id=paid.order.pk, allowance=euros(100), by=By(staff_actor, NOW))

    assert given.refunds == []
    assert Payment.objects.get().refunded_minor == 0


@pytest.mark.django_db
def test_a_second_dispute_after_one_that_was_won(bank, paid):
    charge = charge_of(bank, paid)
    charge.disputed = 4290
    for state in ("open", "won", "open", "lost"):
        charge.dispute = state
        settle(paid)
    kinds = [fact.source.rpartition("_")[0].partition(":")[0] for fact in PaymentTransaction.objects.all()]
    assert kinds == ["capture", "chargeback", "chargeback_won", "chargeback"]


@pytest.mark.django_db
def test_a_second_dispute_while_one_is_open_takes_more(bank, paid):
    charge = charge_of(bank, paid)
    charge.dispute = "open"
    for charge.disputed in (1000, 3000, 3000):
        order = settle(paid)
    assert (Payment.objects.get().disputed_minor, balances_of(order_id=order.pk)["chargebacks"]) == (3000, 3000)

    charge.dispute, charge.disputed = "lost", 4000
    order = settle(paid)

    books = balances_of(order_id=order.pk)
    assert (Payment.objects.get().status, books["chargebacks"], books["receivable"]) == ("lost", 0, 4000)


@pytest.mark.django_db
def test_what_a_bank_took_above_what_was_not_given_back_yet_is_lost_and_not_owed(bank, paid, staff_actor):
    ship_order(order_id=paid.order.pk, by=By(staff_actor, NOW))
    mug = paid.order.lines.get().pk
    refund_order(order_id=paid.order.pk, lines={mug: CreditLine(1)}, by=By(staff_actor, NOW))
    charge = charge_of(bank, paid)
    for charge.dispute, charge.disputed in (("open", 4290), ("lost", 4290)):
        order = settle(paid)
    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["receivable"], books["write_offs"]) == (0, 2390, 1900)
    assert (standing(order).owed, books["clearing"]) == (euros(2390), 4290 - 1900 - 4290)
    told = OrderEvent.objects.get(kind="payment.lost").message
    assert told == "Dispute lost: €23.90 is owed again, €19.00 had been refunded before and is lost"

    write_off(order_id=order.pk, reason="Lost", by=By(staff_actor, NOW))

    order.refresh_from_db()
    assert (order.status, balances_of(order_id=order.pk)["receivable"]) == ("closed", 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "steps",
    [
        [("open", 2000), ("lost", 2000)],  # one of 10.00 is won while the other is open
        [("lost", 2000)],  # both are heard of when they are decided
        [("open", 3000), ("lost", 2000)],  # the one of 20.00 is lost first
    ],
)
def test_of_two_disputes_each_is_booked_by_its_own_outcome(bank, paid, steps):
    charge = charge_of(bank, paid)
    for charge.dispute, charge.disputed in [("open", 3000), *steps]:
        for _ in range(2):
            order = settle(paid)

    books = balances_of(order_id=order.pk)
    assert (books["chargebacks"], books["clearing"], books["receivable"]) == (0, 2290, 2000)
    payment = Payment.objects.get()
    assert (payment.status, payment.disputed_minor) == ("lost", 2000)
    facts = payment.transactions.filter(kind__startswith="chargeback").values_list("kind", "amount_minor")
    assert list(facts) == [("chargeback", 3000), ("chargeback_won", 1000)]


@pytest.mark.django_db
@pytest.mark.parametrize(("dispute", "disputed"), [("open", 3000), ("lost", 3000), ("won", 2000)])
def test_what_a_bank_decides_anew_after_a_lost_dispute_is_for_staff(bank, paid, dispute, disputed):
    charge = charge_of(bank, paid)
    for charge.dispute, charge.disputed in (("lost", 2000), ("open", 1000), ("lost", 2000)):
        settle(paid)  # older news say nothing
    assert Payment.objects.get().review == ""

    charge.dispute, charge.disputed = dispute, disputed
    settle(paid)

    payment = Payment.objects.get()
    assert (payment.status, payment.disputed_minor) == ("lost", 2000)
    assert (
        payment.review
        == "The bank changed its decision about a lost dispute. Check it with the provider and record it."
    )
