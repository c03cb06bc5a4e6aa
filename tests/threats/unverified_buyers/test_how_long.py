"""Goods of buyers who have not shown that they read their mail are kept for a short time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, pay_order, settle_open_payments
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.queries import confirm_path, order_path
from shop.payments.models import Payment
from tests.factories.orders import NOW
from tests.pages import markup
from tests.threats.doors import DONE, newest
from tests.threats.unverified_buyers.buying import HERE, INVOICE, TRANSFER, buy, every_door, level

pytestmark = pytest.mark.django_db


@every_door
@pytest.mark.parametrize("pay", ["bank_transfer:", "invoice:"])
def test_goods_are_kept_for_two_hours_until_the_link_is_followed(door, pay):
    assert door.buy(pay=pay) == DONE
    order = newest()

    assert (order.status, order.awaits_confirmation, order.placed_at) == ("pending", True, None)
    assert timedelta(minutes=119) < order.payment_deadline - timezone.now() <= timedelta(minutes=120)
    assert level() == (1, 0)
    expire_orders(now=timezone.now() + timedelta(minutes=121))
    order.refresh_from_db()
    assert (order.status, level()) == ("expired", (0, 0))


@pytest.mark.parametrize(("payment", "days", "status"), [(TRANSFER, 7, "pending"), (INVOICE, None, "placed")])
def test_the_link_of_the_mail_keeps_them_as_long_as_usual(payment, days, status, client):
    order = buy(payment=payment, now=timezone.now())
    mail = MailMessage.objects.get(dedupe_key__contains=":confirm:")
    write_out(mail)
    mail.refresh_from_db()
    assert (mail.recipient, confirm_path(order) in mail.text) == ("eve@example.com", True)

    answer = client.get(confirm_path(order))

    assert (answer.status_code, answer["Location"]) == (303, order_path(order))
    order.refresh_from_db()
    assert (order.status, order.awaits_confirmation) == (status, False)
    if days:
        assert order.payment_deadline > timezone.now() + timedelta(days=days - 1)
        assert level() == (1, 0)
    else:
        assert level() == (0, 1)
    assert client.get(confirm_path(order)).status_code == 303  # a second time changes nothing
    assert order.events.filter(kind="order.confirmed").count() == 1


def test_the_link_of_the_page_confirms_nothing(client):
    order = buy(now=timezone.now())
    client.get(order_path(order))
    token = order_path(order).split("/")[2]

    assert client.get(f"/confirm/{token}/").status_code == 404
    assert "Please confirm your order" in markup(client.get(order_path(order)))
    order.refresh_from_db()
    assert order.awaits_confirmation


def test_what_was_confirmed_too_late_is_told_and_keeps_nothing(client):
    order = buy(now=timezone.now() - timedelta(hours=3))
    expire_orders(now=timezone.now())

    answer = client.get(confirm_path(order), follow=True)

    assert "It was not confirmed in time." in markup(answer)
    assert level() == (0, 0)


def test_an_invoice_is_not_placed_by_the_worker_or_by_asking_again(client):
    order = buy(payment=INVOICE, now=NOW)
    Payment.objects.update(updated_at=NOW - timedelta(hours=1))

    settle_open_payments(now=NOW + timedelta(minutes=5))
    client.get(f"{order_path(order)}return/")

    order.refresh_from_db()
    assert (order.status, level()) == ("pending", (1, 0))


def test_a_card_order_cannot_be_turned_into_a_long_transfer():
    order = buy(payment=PaymentChoice("test", "challenge"))

    for _ in range(2):
        pay_order(order_id=order.pk, payment=TRANSFER, client=HERE, now=NOW + timedelta(minutes=1))

    order.refresh_from_db()
    assert order.payment_deadline == NOW + timedelta(minutes=120)
    assert MailMessage.objects.filter(dedupe_key__contains=":confirm:").count() == 1
    pay_order(order_id=order.pk, payment=INVOICE, client=HERE, now=NOW + timedelta(minutes=2))
    order.refresh_from_db()
    assert (order.status, order.payment_deadline) == ("pending", NOW + timedelta(minutes=120))


def test_who_pays_at_once_after_all_needs_no_link():
    order = buy()

    pay_order(order_id=order.pk, payment=PaymentChoice("test", "success"), client=HERE, now=NOW)

    order.refresh_from_db()
    assert (order.status, level()) == ("placed", (0, 1))
