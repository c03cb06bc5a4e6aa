"""Money that arrives when its order has lapsed (F13)."""

import pytest

from shop.checkout.operations import expire_orders
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.payments.models import Refund
from tests.payments.stripe.conftest import deliver, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_late_money_takes_the_goods_where_there_are_some(stripe, buy):
    placed = buy()
    session = stripe.session_of(placed.payment.public_id)["id"]
    stripe.books._get(session)["status"] = "open"
    expire_orders(now=placed.order.payment_deadline)
    stripe.books._get(session)["status"] = "open"  # Stripe took it in the same moment
    stripe.act("pay", session)
    deliver(stripe.news())
    work()
    assert (Order.objects.get().status, Order.objects.get().payment_status) == ("placed", "paid")


def test_late_money_for_goods_that_are_sold_goes_back_with_a_mail(stripe, buy):
    placed = buy(2)
    session = stripe.session_of(placed.payment.public_id)["id"]
    expire_orders(now=placed.order.payment_deadline)
    StockLevel.objects.update(on_hand=0)
    stripe.books._get(session)["status"] = "open"
    stripe.act("pay", session)
    deliver(stripe.news())
    work()

    assert (Order.objects.get().status, Order.objects.get().payment_status) == ("expired", "refunded")
    assert Refund.objects.get().status == "succeeded"
    assert stripe.books.totals()["refund"] == -4290
    assert MailMessage.objects.filter(dedupe_key__contains=":paid_late:").count() == 1
