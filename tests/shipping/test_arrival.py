"""When a parcel is promised, by the shop's clock, on days on which parcels travel; and from what value it is free."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from shop.shipping.queries import list_shipping_options
from shop.shipping.rules import arrival, not_before, price_minor

BERLIN = ZoneInfo("Europe/Berlin")


def days(at, *, country="DE", least=2, most=4):
    return arrival(ordered_at=at, min_days=least, max_days=most, origin="DE", country=country)


@pytest.mark.parametrize(
    ("at", "country", "first", "last"),
    [
        (datetime(2026, 11, 23, 13, 59, tzinfo=BERLIN), "DE", date(2026, 11, 25), date(2026, 11, 27)),
        (datetime(2026, 11, 23, 14, 0, tzinfo=BERLIN), "DE", date(2026, 11, 26), date(2026, 11, 30)),
        (datetime(2026, 11, 28, 9, 0, tzinfo=BERLIN), "DE", date(2026, 12, 2), date(2026, 12, 4)),
        # Christmas: nothing travels on the 25th, nor on the 26th, a Saturday
        (datetime(2026, 12, 23, 9, 0, tzinfo=BERLIN), "DE", date(2026, 12, 28), date(2026, 12, 30)),
        (datetime(2026, 12, 23, 15, 0, tzinfo=BERLIN), "DE", date(2026, 12, 29), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 15, 0, tzinfo=BERLIN), "DE", date(2027, 1, 6), date(2027, 1, 8)),
        (datetime(2026, 12, 31, 15, 0, tzinfo=BERLIN), "AT", date(2027, 1, 7), date(2027, 1, 11)),  # Epiphany
        # a French holiday does not keep a parcel in Germany, but from arriving in France
        (datetime(2027, 7, 12, 9, 0, tzinfo=BERLIN), "FR", date(2027, 7, 15), date(2027, 7, 19)),
        (datetime(2027, 7, 12, 9, 0, tzinfo=BERLIN), "DE", date(2027, 7, 14), date(2027, 7, 16)),
        # the Day of German Unity keeps it from leaving
        (datetime(2028, 10, 3, 9, 0, tzinfo=BERLIN), "FR", date(2028, 10, 6), date(2028, 10, 10)),
    ],
)
def test_parcels_leave_travel_and_arrive_on_working_days(at, country, first, last):
    assert days(at, country=country) == (first, last)


def test_what_takes_no_day_does_not_arrive_on_a_holiday_of_the_buyer():
    at = datetime(2027, 7, 14, 9, 0, tzinfo=BERLIN)
    assert days(at, country="FR", least=0, most=0) == (date(2027, 7, 15), date(2027, 7, 15))


def test_goods_that_come_later_are_sent_from_the_beginning_of_their_day():
    now = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)

    assert not_before(now, None, date(2026, 12, 1)) == datetime(2026, 12, 1, 0, 0, tzinfo=BERLIN)
    assert not_before(now, None) == now


def test_a_day_that_is_over_keeps_nothing_and_the_latest_of_several_counts():
    now = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)

    assert not_before(now, date(2026, 11, 23)) == now
    assert not_before(now, date(2026, 12, 1), date(2026, 11, 30)) == datetime(2026, 12, 1, 0, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("free_from", "subtotal", "price"),
    [(6000, 5999, 490), (6000, 6000, 0), (6000, 6001, 0), (None, 10**9, 490), (0, 0, 0)],
)
def test_delivery_is_free_from_a_value_on(free_from, subtotal, price):
    assert price_minor(flat_minor=490, free_from_minor=free_from, subtotal_minor=subtotal) == price


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "first"),
    [("Europe/Berlin", date(2026, 11, 26)), ("Pacific/Auckland", date(2026, 11, 26)), ("UTC", date(2026, 11, 25))],
)
def test_the_day_and_the_hour_are_those_of_the_channel(channel, zone, first):
    channel.time_zone = zone

    # 14:30 in Berlin, already Tuesday in Auckland
    options = list_shipping_options(
        channel=channel, country="DE", currency="EUR", subtotal_minor=0, now=datetime(2026, 11, 23, 13, 30, tzinfo=ZoneInfo("UTC")),
    )  # fmt: skip

    assert options[0].arrives_from == first
