"""How long the statutory withdrawal may be declared: to the last minute of a day, and never to a day off."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from shop.core.actor import SYSTEM, By
from shop.fulfilment import rules
from shop.fulfilment.operations import move_parcel, ship_order
from shop.fulfilment.queries import withdrawal_period
from shop.fulfilment.rules import last_day_to_withdraw
from shop.orders.models import Order
from tests.factories.orders import ADDRESS, NOW, make_order


@pytest.mark.parametrize(
    ("arrived", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 16)),  # a Monday, and 14 days later a Monday
        (date(2026, 11, 6), date(2026, 11, 20)),
        (date(2026, 11, 7), date(2026, 11, 23)),  # would end on a Saturday
        (date(2026, 11, 8), date(2026, 11, 23)),  # would end on a Sunday
    ],
)
def test_the_period_ends_14_days_after_the_last_goods_and_never_at_a_weekend(arrived, last):
    assert last_day_to_withdraw([date(2026, 10, 1), arrived], country="DE") == last
    assert last_day_to_withdraw([], country="DE") is None


@pytest.mark.parametrize(
    ("arrived", "country", "last"),
    [
        (date(2026, 12, 10), "DE", date(2026, 12, 24)),  # Christmas Eve is no holiday
        (date(2026, 12, 11), "DE", date(2026, 12, 28)),  # Christmas Day, a Friday, then a weekend
        (date(2026, 12, 18), "DE", date(2027, 1, 4)),  # New Year's Day, a Friday
        (date(2027, 3, 15), "DE", date(2027, 3, 30)),  # Easter Monday
        (date(2027, 3, 12), "DE", date(2027, 3, 30)),  # Good Friday, then Easter
        (date(2027, 3, 12), "FR", date(2027, 3, 26)),  # Good Friday is none in France
        (date(2027, 6, 30), "FR", date(2027, 7, 15)),
        (date(2027, 6, 30), "DE", date(2027, 7, 14)),
        (date(2026, 10, 12), "AT", date(2026, 10, 27)),
    ],
)
def test_the_period_does_not_end_on_a_public_holiday_of_the_buyers_country(arrived, country, last):
    assert last_day_to_withdraw([arrived], country=country) == last


@pytest.mark.django_db
def test_the_holidays_of_the_period_are_those_of_where_the_order_went(goods, channel):
    ends = []
    for country in ("DE", "FR"):
        order = make_order(("MUG", 1), shipping_address=replace(ADDRESS, country=country)).order
        [parcel] = ship_order(order_id=order.pk, by=By(SYSTEM, NOW))
        at = datetime.fromisoformat("2027-06-30T09:00:00+00:00")
        move_parcel(parcel_id=parcel.pk, target="delivered", by=By(SYSTEM, at))
        ends.append(withdrawal_period(Order.objects.get(pk=order.pk), now=NOW).ends_on)
    assert ends == [date(2027, 7, 14), date(2027, 7, 15)]


def test_an_arrival_that_nobody_told_is_taken_as_late():
    def estimated_arrival(**days):
        return rules.estimated_arrival(countries=["DE", "AT"], **days)

    ordered, shipped = date(2026, 11, 2), date(2026, 11, 10)
    assert estimated_arrival(shipped_on=shipped, ordered_on=ordered, promised_until=date(2026, 11, 9)) == date(
        2026, 11, 17
    )
    assert estimated_arrival(shipped_on=shipped, ordered_on=ordered, promised_until=date(2026, 11, 3)) == date(
        2026, 11, 15
    )
    assert estimated_arrival(shipped_on=ordered, ordered_on=ordered, promised_until=date(2026, 11, 20)) == date(
        2026, 11, 20
    )
    assert estimated_arrival(shipped_on=shipped, ordered_on=ordered, promised_until=None) == date(2026, 11, 24)
    before_christmas = {"ordered_on": date(2026, 12, 1), "promised_until": date(2026, 12, 7)}  # four working days
    assert estimated_arrival(shipped_on=date(2026, 12, 23), **before_christmas) == date(2026, 12, 30)


@pytest.mark.django_db
def test_the_period_of_an_order_ends_with_the_day_of_the_shop(goods, channel):
    order = make_order(("MUG", 1)).order
    before = withdrawal_period(order, now=NOW + timedelta(days=300))
    assert (before.ends_on, before.is_open) == (None, True)

    [parcel] = ship_order(order_id=order.pk, by=By(SYSTEM, NOW))
    at_night = datetime.fromisoformat("2026-11-24T23:30:00+00:00")  # the 25th in Berlin
    move_parcel(parcel_id=parcel.pk, target="delivered", by=By(SYSTEM, at_night))
    order = Order.objects.get()
    last = withdrawal_period(order, now=datetime.fromisoformat("2026-12-09T22:59:59+00:00"))
    assert (last.ends_on, last.is_open) == (date(2026, 12, 9), True)
    assert not withdrawal_period(order, now=datetime.fromisoformat("2026-12-09T23:00:00+00:00")).is_open
