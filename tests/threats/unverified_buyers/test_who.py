"""Whom the bounds of unverified buyers do not meet, and what staff can do."""

import importlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.checkout.operations import TooMuchReserved, confirm_order
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden
from shop.orders.models import Order
from shop.orders.queries import confirm_path
from tests.factories.orders import NOW
from tests.pages import markup
from tests.threats.doors import DONE
from tests.threats.unverified_buyers.buying import INVOICE, buy, every_door, level

pytestmark = pytest.mark.django_db


@every_door
def test_who_pays_at_once_meets_none_of_it(door):
    assert [door.buy(quantity=30, email=f"{number}@example.com") for number in range(3)] == [DONE] * 3
    assert level() == (0, 90)


def test_who_followed_a_link_before_meets_none_of_it(client):
    first = buy(2, client="127.0.0.1", now=timezone.now())
    client.get(confirm_path(first))

    order = buy(60, client="127.0.0.1", now=timezone.now())

    assert (order.awaits_confirmation, order.payment_deadline > timezone.now() + timedelta(days=6)) == (False, True)
    with pytest.raises(TooMuchReserved):  # somebody else who types this address
        buy(20, client="203.0.113.99", now=timezone.now())


def test_a_verified_customer_and_staff_meet_none_of_it(shopper):
    from allauth.account.models import EmailAddress

    customer = Actor("customer", shopper.pk)
    assert buy(5, actor=customer, email=shopper.email).awaits_confirmation
    EmailAddress.objects.create(user=shopper, email=shopper.email, verified=True, primary=True)
    assert not buy(30, actor=customer, email=shopper.email).awaits_confirmation
    assert not buy(30, actor=Actor("staff", label="m@example.com")).awaits_confirmation


def test_strangers_open_orders_do_not_keep_an_address_from_ordering():
    for _ in range(5):
        buy(1, email="ada@example.com", client="203.0.113.99")

    assert buy(1, email="ada@example.com").status == "pending"


def test_staff_see_it_and_release_it_with_one_click(client, manager):
    order = buy(7)
    client.force_login(manager)

    home = markup(client.get("/admin/"))
    listed = client.get("/admin/orders/order/?work=unconfirmed")
    page = markup(client.get(reverse("admin:orders_order_change", args=[order.pk])))
    assert "1 unconfirmed order" in home
    assert [row.pk for row in listed.context["cl"].result_list] == [order.pk]
    assert "Not confirmed." in page

    client.post(reverse("admin:orders_order_free", args=[order.pk]))

    order.refresh_from_db()
    assert (order.status, level()) == ("cancelled", (0, 0))
    again = client.post(reverse("admin:orders_order_free", args=[order.pk]), follow=True)
    assert "since been confirmed, paid or ended" in markup(again)


def test_staff_keep_the_goods_of_somebody_they_know_with_one_click(client, manager):
    order = buy(7, payment=INVOICE, now=timezone.now())
    client.force_login(manager)

    client.post(reverse("admin:orders_order_confirm", args=[order.pk]))

    order.refresh_from_db()
    assert (order.status, order.awaits_confirmation, level()) == ("placed", False, (0, 7))


def test_who_follows_the_link_at_once_does_not_wait_for_somebody_who_never_asked(monkeypatch):
    begin = importlib.import_module("shop.checkout.operations.begin_payment")
    monkeypatch.setattr(begin, "_wait_for", lambda _payment: pytest.fail("waits"))
    order = buy(7, payment=INVOICE)
    assert order.payments.get().asked_at is None

    confirm_order(order_id=order.pk, by=By(GUEST, NOW + timedelta(seconds=5)))

    order.refresh_from_db()
    assert (order.status, order.payments.get().status, level()) == ("placed", "processing", (0, 7))


def test_keeping_needs_the_right(client, clerk):
    order = buy(1)
    client.force_login(clerk)

    assert client.post(reverse("admin:orders_order_confirm", args=[order.pk])).status_code == 403
    assert client.post(reverse("admin:orders_order_free", args=[order.pk])).status_code == 403
    with pytest.raises(Forbidden):
        confirm_order(order_id=order.pk, by=By(Actor("staff", clerk.pk), NOW))
    assert confirm_order(order_id=order.pk, by=By(GUEST, NOW)).awaits_confirmation is False
    assert Order.objects.get().version > 1
