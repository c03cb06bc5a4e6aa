"""Whoever tries out cards is stopped after a few declines, before stock is held (OWASP OAT-001)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.cart.operations import add_to_cart
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PaymentDeclined, TooManyDeclines, settle_payment
from shop.core.actor import Actor
from shop.core.limits import HOUR, purge_attempts
from shop.core.models import AttemptCount
from shop.inventory.models import StockLevel
from shop.orders.models import Order, OrderEvent
from shop.payments.models import Payment
from shop.payments.queries import CLIENT_LIMIT, DECLINE_LIMIT, DECLINE_WINDOW
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.checkout import look
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel
from tests.pages import markup

DECLINE = PaymentChoice("test", "decline")
PAY = PaymentChoice("test", "success")


def attempt(**values):
    return make_order(("MUG", 1), **{"payment": DECLINE, **values})


def declined(times, **values):
    for index in range(times):
        with pytest.raises(PaymentDeclined):
            attempt(**{name: value(index) if callable(value) else value for name, value in values.items()})


@pytest.mark.django_db
def test_an_address_is_stopped_after_five_declines_even_with_a_good_card(mug):
    declined(DECLINE_LIMIT)
    for payment in (DECLINE, PAY):
        with pytest.raises(TooManyDeclines):
            attempt(payment=payment, email="ADA@example.com ")
    assert Order.objects.count() == DECLINE_LIMIT
    assert (StockLevel.objects.get().reserved, StockLevel.objects.get().allocated) == (0, 0)
    assert OrderEvent.objects.filter(kind="payment.too_many_declines").count() == 1
    assert attempt(payment=PAY, email="other@example.com").order.status == "placed"


@pytest.mark.django_db
def test_a_cart_is_stopped_whoever_pays_for_it(mug):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=NOW).cart
    declined(DECLINE_LIMIT, cart_id=cart.pk, lines=[], email=lambda index: f"{index}@example.com")
    with pytest.raises(TooManyDeclines):
        attempt(cart_id=cart.pk, lines=[], email="new@example.com", payment=PAY)


@pytest.mark.django_db
def test_a_network_address_is_stopped_after_thirty_and_is_kept_as_a_hash(mug):
    declined(CLIENT_LIMIT, client="203.0.113.9", email=lambda index: f"{index}@example.com")
    with pytest.raises(TooManyDeclines):
        attempt(client="203.0.113.9", email="new@example.com", payment=PAY)
    assert attempt(client="203.0.113.8", email="new@example.com", payment=PAY).order.status == "placed"
    assert not Payment.objects.filter(client_key__contains="203").exists()
    assert not AttemptCount.objects.filter(key__contains="@").exists()


@pytest.mark.django_db
def test_the_guard_ends_by_itself_and_leaves_no_rows(mug):
    declined(DECLINE_LIMIT)
    later = NOW + DECLINE_WINDOW
    declined(DECLINE_LIMIT, now=later)  # a new window begins
    with pytest.raises(TooManyDeclines):
        attempt(now=later)
    assert purge_attempts(now=later + HOUR + timedelta(seconds=1)) == 2
    assert not AttemptCount.objects.exists()


@pytest.mark.django_db
def test_staff_may_go_on(mug):
    declined(DECLINE_LIMIT)
    staff = Actor(kind="staff", label="m@example.com")
    assert attempt(actor=staff, payment=PAY).order.status == "placed"


@pytest.mark.django_db
def test_who_goes_back_from_the_bank_was_not_declined(bank, mug):
    for _ in range(DECLINE_LIMIT + 1):
        placed = attempt(payment=PaymentChoice("bank", "ask"))
        bank.charges[placed.payment.public_id].status = "cancelled"
        settle_payment(payment_id=placed.payment.pk, now=NOW)
    assert not AttemptCount.objects.exists()


def test_fifty_at_once_get_no_more_than_a_few_tries(transactional_db):
    make_channel()
    make_product(skus=["MUG"], stock=100)

    def one(_):
        return attempt(client="203.0.113.9")

    tries = [all_at_once(5, one) for _ in range(10)]

    declines = sum(isinstance(result, PaymentDeclined) for round_ in tries for result in round_)
    stopped = sum(isinstance(result, TooManyDeclines) for round_ in tries for result in round_)
    assert DECLINE_LIMIT <= declines <= DECLINE_LIMIT + 5
    assert declines + stopped == 50
    assert StockLevel.objects.get().reserved == 0


@pytest.mark.parametrize("door", ["page", "api", "graphql"])
@pytest.mark.django_db
def test_every_door_refuses_and_says_when_to_come_back(mug, client, door):
    declined(DECLINE_LIMIT, now=timezone.now(), client="127.0.0.1")
    address = {"full_name": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
    order = {
        "lines": [{"sku": "MUG", "quantity": 1}],
        "email": "ada@example.com",
        "payment": {"provider": "test", "method": "success"},
    }
    if door == "page":
        client.post("/cart/lines/", {"sku": "MUG", "quantity": 1}, headers={"sec-fetch-site": "same-origin"})
        form = {**address, "email": "ada@example.com", "shipping_method": "express", "payment": "test:success"}
        answer = client.post("/checkout/", look(client, form))
        assert answer.status_code == 429
        assert TooManyDeclines.default_message.replace("ten", "10") in markup(answer)
    elif door == "api":
        body = {**order, "shipping_address": address}
        answer = client.post("/api/v1/orders/", body, "application/json", headers={"Idempotency-Key": "k"})
        assert answer.status_code == 429
        assert answer.json()["code"] == "too_many_declines"
    else:
        given = {**order, "shippingAddress": {**address, "fullName": address["full_name"]}}
        given["shippingAddress"].pop("full_name")
        query = "mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { userErrors { code } } }"
        body = {"query": query, "variables": {"input": given}}
        answer = client.post("/graphql/", body, "application/json", headers={"Idempotency-Key": "k"})
        assert answer.json()["data"]["placeOrder"]["userErrors"] == [{"code": "too_many_declines"}]
    assert 540 < int(answer.headers["Retry-After"]) <= 600
    assert Order.objects.count() == DECLINE_LIMIT
