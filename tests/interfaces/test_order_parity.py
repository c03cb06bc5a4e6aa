"""What the page of an order tells its buyer, JSON API and GraphQL tell as well, in the same words."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shop.api.v1.schemas.orders import Order as OrderSchema
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, mark_paid
from shop.config.env import BankAccount
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import cancel_order, declare_withdrawal, move_parcel
from shop.orders.models import Order
from shop.orders.queries import order_path, order_token
from shop.payments.models import Payment
from shop.payments.statements import creditor_reference
from tests.api.conftest import Api
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_sent_order

pytestmark = pytest.mark.django_db
QUERY = """query($id: ID!, $token: String!) { order(id: $id, orderToken: $token) {
  bankTransfer { holder iban bic bank reference amount dueAt } canWithdraw withdrawUntil currency } }"""


@pytest.fixture(autouse=True)
def shop(settings, channel):
    settings.PAYMENT_PROVIDERS = ["bank_transfer", "invoice", "test"]
    settings.BANK_ACCOUNT = BankAccount("Halden GmbH", "DE89370400440532013000", "COBADEFFXXX", "A bank", 7, 14)
    make_product(skus=["MUG"], price_minor=1900, stock=9)


def by_api(order):
    answer = Api().get(f"orders/{order.public_id}/", Order_Token=order_token(order))
    OrderSchema.model_validate_json(answer.content)
    return answer.json()


def by_graphql(order):
    body = {"query": QUERY, "variables": {"id": order.public_id, "token": order_token(order)}}
    return Client().post("/graphql/", json.dumps(body), "application/json").json()["data"]["order"]


def by_page(order):
    return Client().get(order_path(order)).content.decode()


def transfer_told(order):
    """Return where to pay, as API and GraphQL say it alike, once the page has been seen to say it too."""
    api, graphql = by_api(order)["bank_transfer"], by_graphql(order)["bankTransfer"]
    page = by_page(order)
    if api is None:
        assert (graphql, "How to pay" in page) == (None, False)
        return None
    due = graphql.pop("dueAt")
    assert (due[:19], graphql) == (
        api["due_at"][:19],
        {name: api[name] for name in ("holder", "iban", "bic", "bank", "reference")}
        | {"amount": api["amount"]["amount"]},
    )
    for text in (api["reference"], api["holder"], f"€{api['amount']['amount']}"):
        assert text in page
    return api


def buy(provider):
    return make_order(("MUG", 1), payment=PaymentChoice(provider), now=timezone.now())


@pytest.mark.parametrize(("provider", "days"), [("bank_transfer", 7), ("invoice", 14)])
def test_who_pays_by_transfer_is_told_where_and_until_when(provider, days):
    placed = buy(provider)

    told = transfer_told(placed.order)

    due = (placed.payment.created_at + timedelta(days=days)).isoformat(timespec="seconds").replace("+00:00", "Z")
    assert told == {
        "holder": "Halden GmbH", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "bank": "A bank",
        "reference": creditor_reference(placed.order.number), "amount": {"amount": "23.90", "currency": "EUR"},
        "due_at": due,
    }  # fmt: skip


def test_the_answer_to_an_order_says_it_already():
    body = {
        "email": "ada@example.com", "lines": [{"sku": "MUG", "quantity": 1}], "payment": {"provider": "bank_transfer"},
        "shipping_address": {
            "full_name": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE",
        },
    }  # fmt: skip
    made = Api().post("orders/", body).json()

    assert made["bank_transfer"] == transfer_told(Order.objects.get())
    assert made["bank_transfer"]["amount"] == {"amount": "23.90", "currency": "EUR"}


def test_a_part_that_came_in_leaves_the_rest_to_be_sent_and_all_of_it_nothing(staff_actor):
    placed = buy("invoice")
    for minor, left in ((1390, "10.00"), (1000, None)):
        mark_paid(
            payment_id=placed.payment.pk, amount=Money(minor, "EUR"), reference=f"SEPA {minor}",
            booked_on=timezone.now().date(), by=By(staff_actor, timezone.now()),
        )  # fmt: skip
        told = transfer_told(placed.order)
        assert (told and told["amount"]["amount"]) == left


def test_nobody_is_told_to_pay_for_what_has_ended_or_is_paid_another_way(staff_actor):
    lapsed, cancelled, paid = buy("bank_transfer").order, buy("bank_transfer").order, buy("test").order
    cancel_order(order_id=cancelled.pk, by=By(staff_actor, timezone.now()), reason="")
    expire_orders(now=timezone.now() + timedelta(days=8))

    assert [transfer_told(order) for order in (lapsed, cancelled, paid)] == [None] * 3
    assert Payment.objects.filter(captured_minor__gt=0).count() == 1


def test_strangers_are_told_nothing(other_shopper):
    order = buy("bank_transfer").order

    for caller in (Api(), Api(other_shopper)):
        answer = caller.get(f"orders/{order.public_id}/")
        assert answer.status_code == 404
        assert "DE89" not in answer.content.decode()


def withdrawal_told(order):
    """Return whether and until when one may withdraw, as all three say it alike."""
    api, graphql, page = by_api(order), by_graphql(order), by_page(order)
    assert (graphql["canWithdraw"], graphql["withdrawUntil"]) == (api["can_withdraw"], api["withdraw_until"])
    assert (f"{order_path(order)}withdraw/" in page) is api["can_withdraw"]
    return api["can_withdraw"], api["withdraw_until"]


def arrived(order, actor, *, ago):
    moment = timezone.now() - timedelta(days=ago)
    Fulfilment.objects.update(shipped_at=moment)
    move_parcel(parcel_id=Fulfilment.objects.get().pk, target="delivered", by=By(actor, moment))
    return moment


def test_the_right_to_withdraw_is_told_from_order_to_last_day(staff_actor):
    order = buy("test").order
    assert withdrawal_told(order) == (True, None)


def test_the_last_day_is_known_once_everything_has_arrived(staff_actor):
    order = make_sent_order(("MUG", 1), now=timezone.now() - timedelta(days=3))
    moment = arrived(order, staff_actor, ago=2)

    can, until = withdrawal_told(order)

    assert can is True
    days = (date.fromisoformat(until) - moment.date()).days
    assert 14 <= days <= 17  # a weekend and the shop's time zone move it
    assert date.fromisoformat(until).weekday() < 5


def test_it_is_over_after_the_last_day_and_when_nothing_is_left(staff_actor, now):
    order = make_sent_order(("MUG", 1), now=timezone.now() - timedelta(days=40))
    arrived(order, staff_actor, ago=39)
    can, until = withdrawal_told(order)
    assert (can, until < timezone.now().date().isoformat()) == (False, True)

    other = buy("test").order
    declare_withdrawal(
        order_id=other.pk, name="Ada", email="ada@example.com", units=None, by=By(staff_actor, timezone.now())
    )
    assert withdrawal_told(other) == (False, None)


def test_an_order_that_was_never_placed_has_nothing_to_withdraw_from():
    assert withdrawal_told(buy("bank_transfer").order) == (False, None)
