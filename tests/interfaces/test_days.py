"""A day is the shop's, whoever looks: pages, mails and staff; programs get moments in UTC and days of the shop."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.inventory.operations import send_low_stock_digest
from shop.ledger.queries import months_with_entries, trial_balance
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.queries import order_path, order_token
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.stock import set_level
from tests.pages import markup

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # 00:30 of the first of December in Berlin
SUMMER = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # 00:30 of the first of July: two hours ahead


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=5)


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/Berlin", NIGHT, "1 December 2026"),
        ("Europe/Berlin", SUMMER, "1 July 2026"),
        ("UTC", NIGHT, "30 November 2026"),
        ("Pacific/Auckland", datetime(2026, 12, 31, 11, 0, tzinfo=UTC), "1 January 2027"),
        ("America/New_York", datetime(2027, 1, 1, 4, 59, tzinfo=UTC), "31 December 2026"),
    ],
)
def test_an_order_at_night_has_one_day_on_every_page_and_in_every_mail(client, manager, channel, mug, zone, at, day):
    type(channel).objects.update(time_zone=zone)
    order = make_order(("MUG", 1), now=at).order

    page = markup(client.get(order_path(order)))
    mail = MailMessage.objects.get()
    write_out(mail)
    client.force_login(manager)
    staff = markup(client.get(f"/admin/orders/order/{order.pk}/change/"))

    assert f">{day}</time>" in page
    assert f" of {day} is confirmed" in mail.text
    assert f" of {day} is confirmed" in mail.html
    assert day in staff


def test_a_deadline_is_told_by_the_shops_clock(client, mug):
    order = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"), now=timezone.now()).order
    Order.objects.update(payment_deadline=datetime(2099, 3, 28, 23, 15, tzinfo=UTC), pays_by_link=True)

    html = markup(client.get(f"/o/{order_token(order)}/pay/"))

    assert "29 Mar 2099, 00:15</time>" in html
    assert "UTC" not in html


def test_the_api_tells_moments_in_utc(client, mug):
    order = make_order(("MUG", 1), now=NIGHT).order
    token = order_token(order)

    answer = client.get(f"/api/v1/orders/{order.public_id}/", headers={"Order-Token": token})

    assert answer.json()["created_at"] == "2026-11-30T23:30:00Z"


def test_the_books_go_by_the_months_of_the_shop(mug):
    make_order(("MUG", 1), now=NIGHT)

    assert months_with_entries() == [date(2026, 12, 1)]
    assert trial_balance(since=date(2026, 11, 1), until=date(2026, 11, 30)) == []
    rows = trial_balance(since=date(2026, 12, 1), until=date(2026, 12, 31))
    assert {row.month for row in rows} == {date(2026, 12, 1)}


@pytest.mark.breaks_rules
def test_the_mail_about_low_stock_comes_in_the_morning_of_the_shop(channel, mug, manager):
    set_level("MUG", low_stock_at=9)
    type(channel).objects.update(time_zone="Pacific/Auckland")

    assert send_low_stock_digest(now=datetime(2026, 12, 1, 17, 59, tzinfo=UTC)) == 0
    assert send_low_stock_digest(now=datetime(2026, 12, 1, 18, 0, tzinfo=UTC)) == 1
    assert send_low_stock_digest(now=datetime(2026, 12, 2, 10, 59, tzinfo=UTC)) == 0


def test_a_time_zone_that_this_machine_does_not_know_shows_utc(client, channel, mug):
    type(channel).objects.update(time_zone="Mars/Olympus")
    order = make_order(("MUG", 1), now=NIGHT).order

    assert ">30 November 2026</time>" in markup(client.get(order_path(order)))


def test_pages_that_tell_no_time_do_not_ask_for_the_zone(client, channel, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/-/me/", headers={"HX-Request": "true"})
