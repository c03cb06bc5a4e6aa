"""A first attempt is open still, and the buyer chooses another way: whatever happens meanwhile, they pay once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    PaymentUnderWay,
    expire_orders,
    mark_paid,
    pay_order,
    settle_open_payments,
    settle_payment,
)
from shop.core.actor import By
from shop.core.idempotency import Claim
from shop.core.money import Money
from shop.inventory.models import StockLevel
from shop.ledger.queries import balances_of
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import order_path
from shop.payments.models import Payment, Refund
from tests.concurrency.threads import all_at_once, unexpected
from tests.factories.orders import know_reader
from tests.pages import markup

from .conftest import BY_STRIPE, deliver, work

pytestmark = pytest.mark.django_db(transaction=True)
TRANSFER, CARD, INVOICE = PaymentChoice("bank_transfer"), PaymentChoice("test", "success"), PaymentChoice("invoice")


def choose(placed, choice, **values):
    return pay_order(order_id=placed.order.pk, payment=choice, **{"now": timezone.now(), **values})


def pay(stripe, placed):
    """The buyer pays on the page of the first attempt."""
    return stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])


def states():
    return list(Payment.objects.order_by("pk").values_list("provider", "status"))


def test_the_first_attempt_ends_at_stripe_and_the_goods_are_kept_for_the_second(stripe, buy):
    placed = buy()
    know_reader(placed.order.email, now=timezone.now())

    again = choose(placed, TRANSFER)

    assert stripe.session_of(placed.payment.public_id)["status"] == "expired"
    assert states() == [("stripe", "cancelled"), ("bank_transfer", "requires_action")]
    order = Order.objects.get()
    assert (order.status, again.payment.provider) == ("pending", "bank_transfer")
    assert order.payment_deadline == again.payment.created_at + timedelta(days=7)
    assert StockLevel.objects.get().reserved == 1


def test_the_same_way_again_goes_on_with_the_open_attempt(stripe, buy):
    placed = buy()
    again = choose(placed, PaymentChoice("stripe", placed.payment.method))
    assert (again.payment.pk, again.payment.redirect_url) == (placed.payment.pk, placed.payment.redirect_url)
    assert len(stripe.books.all("checkout.session")) == 1


def test_from_transfer_to_card_and_the_transfer_is_not_awaited_any_more(stripe, buy, staff_actor):
    placed = buy(payment=TRANSFER)
    assert choose(placed, CARD).order.status == "placed"
    assert states() == [("bank_transfer", "cancelled"), ("test", "captured")]
    # …but should it come all the same, it is not forgotten
    booked = {"amount": Money(2390, "EUR"), "reference": "slip 1", "booked_on": timezone.now().date()}
    mark_paid(payment_id=placed.payment.pk, by=By(staff_actor, timezone.now()), **booked)
    assert Order.objects.get().payment_status == "overpaid"


def test_paid_before_the_choice_counts_and_nothing_else_is_begun(stripe, buy):
    placed = buy()
    pay(stripe, placed)  # no webhook has come yet

    again = choose(placed, TRANSFER)

    assert (again.order.status, again.payment.pk, again.payment.status) == ("placed", placed.payment.pk, "captured")
    assert states() == [("stripe", "captured"), ("bank_transfer", "cancelled")]
    assert not Refund.objects.exists()


def test_paid_in_the_moment_of_the_choice_counts_and_nothing_else_is_begun(stripe, buy, monkeypatch):
    """Between Stripe's answer that the page is open and our wish to close it, the buyer pays."""
    placed = buy()
    expire = stripe.books.expire_session

    def paid_first(session_id):
        monkeypatch.setattr(stripe.books, "expire_session", expire)
        stripe.act("pay", session_id)
        return expire(session_id)

    monkeypatch.setattr(stripe.books, "expire_session", paid_first)

    again = choose(placed, CARD)

    assert (again.order.status, again.payment.pk) == ("placed", placed.payment.pk)
    assert states() == [("stripe", "captured"), ("test", "cancelled")]
    assert not Refund.objects.exists()


@pytest.mark.parametrize("choice", [CARD, INVOICE, TRANSFER])
def test_paid_while_stripe_cannot_be_asked_is_one_capture_or_goes_back(stripe, buy, staff_actor, choice):
    """The second attempt begins although the first could not be ended; then the first is paid as well."""
    placed = buy()
    stripe.break_next("reset", times=20)
    choose(placed, choice)
    stripe.faults.clear()
    pay(stripe, placed)
    deliver(stripe.news())
    work(2)
    settle_open_payments(now=timezone.now() + timedelta(minutes=2))

    order = Order.objects.get()
    assert (order.status, order.payment_status) == ("placed", "paid")
    kept = sum(row.captured_minor - row.refunded_minor for row in Payment.objects.all())
    assert (kept, balances_of(order_id=order.pk).get("receivable", 0)) == (2390, 0)
    assert Refund.objects.filter(status="succeeded").count() == (1 if choice == CARD else 0)
    assert not Payment.objects.filter(status="requires_action").exists()
    assert StockLevel.objects.get().allocated == 1


def test_a_page_left_open_is_closed_once_the_order_is_paid_another_way(stripe, buy):
    placed = buy()
    stripe.break_next("reset", times=20)
    choose(placed, CARD)
    stripe.faults.clear()
    assert stripe.session_of(placed.payment.public_id)["status"] == "open"

    settle_open_payments(now=timezone.now() + timedelta(minutes=2))

    assert stripe.session_of(placed.payment.public_id)["status"] == "expired"
    assert states() == [("stripe", "cancelled"), ("test", "captured")]


def test_a_debit_on_its_way_cannot_be_ended_so_nothing_else_is_begun(stripe, buy):
    placed = buy()
    session = stripe.session_of(placed.payment.public_id)["id"]
    stripe.act("pay", session, method="sepa_debit")
    for _ in range(2):  # also to who asks again with the same key
        with pytest.raises(PaymentUnderWay):
            choose(placed, CARD, claim=Claim("guest", "k1", "same", keeps_answer=False))
    assert states() == [("stripe", "processing"), ("test", "cancelled")]

    stripe.act("settle_debit", session, works=True)
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "placed"


def test_what_is_missing_of_a_transfer_is_paid_by_card(stripe, buy, staff_actor):
    placed = buy(payment=TRANSFER)
    booked = {"amount": Money(1000, "EUR"), "reference": "slip 1", "booked_on": timezone.now().date()}
    mark_paid(payment_id=placed.payment.pk, by=By(staff_actor, timezone.now()), **booked)

    again = choose(placed, CARD)

    assert (again.payment.captured_minor, again.order.status, again.order.payment_status) == (1390, "placed", "paid")


def test_two_ways_chosen_at_once_leave_one_that_is_open(stripe, buy):
    placed = buy()
    ways = (TRANSFER, PaymentChoice("test", "challenge"))
    assert unexpected(all_at_once(2, lambda number: choose(placed, ways[number])), PaymentUnderWay) == []
    assert Payment.objects.filter(status__in=("created", "requires_action", "processing")).count() == 1
    assert stripe.session_of(placed.payment.public_id)["status"] == "expired"
    assert Order.objects.get().status == "pending"


def test_choosing_again_and_again_keeps_no_goods_for_ever(stripe, buy):
    placed = buy(payment=TRANSFER)
    week = Order.objects.get().payment_deadline
    for hours in range(1, 160, 10):
        way = PaymentChoice("test", "challenge") if hours % 20 == 1 else TRANSFER
        choose(placed, way, now=timezone.now() + timedelta(hours=hours))
    assert Order.objects.get().payment_deadline == week
    expire_orders(now=week)
    assert (Order.objects.get().status, StockLevel.objects.get().reserved) == ("expired", 0)


def test_the_page_offers_it_and_leads_from_stripe_to_a_transfer(stripe, buy, client):
    placed = buy()
    know_reader(placed.order.email, "127.0.0.1", timezone.now())
    page = markup(client.get(order_path(placed.order)))
    assert f'href="{order_path(placed.order)}pay/">Choose another payment method</a>' in page
    assert ">Confirm the payment</a>" in page

    form = client.get(order_path(placed.order) + "pay/")
    html = markup(form)
    assert "You have already chosen <strong>Card and more</strong>." in html
    assert 'id="pay-button">Pay €23.90</button>' in html
    assert '<input type="radio" name="payment" value="bank_transfer:" checked>' in html
    answer = client.post(order_path(placed.order) + "pay/", {"payment": "bank_transfer:", "seen_total": 2390})
    assert answer["Location"] == order_path(placed.order)
    page = markup(client.get(order_path(placed.order)))
    assert "Please transfer €23.90</h1>" in page
    assert "Choose another payment method</a>" in page

    # a forgotten tab still shows the first attempt's page: turning back there does not undo the choice
    client.get(order_path(placed.order) + "return/?cancel=1")
    assert states() == [("stripe", "cancelled"), ("bank_transfer", "requires_action")]


def test_the_page_of_a_paid_order_shows_what_paid_it_and_no_account(stripe, buy, client):
    placed = buy()
    stripe.break_next("reset", times=20)
    choose(placed, TRANSFER)
    stripe.faults.clear()
    pay(stripe, placed)
    page = markup(client.get(order_path(placed.order) + "return/", follow=True))
    assert "Thank you for your order</h1>" in page
    assert "Card and more: Paid" in page
    assert "DE89" not in page
    assert OrderEvent.objects.filter(kind="payment.cancelled").count() == 1


def test_a_debit_on_its_way_is_told_on_the_page(stripe, buy, client):
    placed = buy()
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"], method="sepa_debit")
    answer = client.post(order_path(placed.order) + "pay/", {"payment": "test:success", "seen_total": 2390})
    assert answer.status_code == 409
    assert "Your earlier payment is still being checked. Please do not pay again." in markup(answer)
    page = markup(client.get(order_path(placed.order)))
    assert "Choose another payment method" not in page


def test_who_came_back_without_paying_may_choose_after_a_few_looks(stripe, buy, client):
    placed = buy()
    back = client.get(order_path(placed.order) + "return/")["Location"]
    assert "Choose another payment method" not in markup(client.get(back))
    for looks in range(1, 5):  # without JavaScript: "Check again"
        back = client.get(f"{order_path(placed.order)}return/?looks={looks}")["Location"]
    page = markup(client.get(back))
    assert "Choose another payment method</a>" in page
    assert ">Confirm the payment</a>" in page


def test_by_api_it_is_the_same(stripe, buy, client):
    placed = buy(payment=BY_STRIPE)
    url = f"/api/v1/orders/{placed.order.public_id}/payments/"
    headers = {"Order-Token": order_path(placed.order).split("/")[2], "Idempotency-Key": "another-way-1"}
    body = {"payment": {"provider": "bank_transfer"}}
    answer = client.post(url, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["payment"]["provider"]) == (201, "bank_transfer")
    assert stripe.session_of(placed.payment.public_id)["status"] == "expired"

    later = buy(payment=BY_STRIPE)
    know_reader(later.order.email, client="127.0.0.1", now=timezone.now())
    pay(stripe, later)
    url = f"/api/v1/orders/{later.order.public_id}/payments/"
    headers = {"Order-Token": order_path(later.order).split("/")[2], "Idempotency-Key": "another-way-2"}
    answer = client.post(url, body, content_type="application/json", headers=headers).json()
    assert (answer["status"], answer["payment"]["provider"], answer["payment"]["status"]) == (
        "placed", "stripe", "captured"
    )  # fmt: skip
