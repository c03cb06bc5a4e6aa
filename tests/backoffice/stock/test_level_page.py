"""The page of a stock level: what is received, counted or broken, and its settings."""

from __future__ import annotations

from datetime import date

import pytest

from shop.inventory.models import BackInStockRequest, StockLevel, StockMovement
from tests.backoffice.stock.desk import LIST, ODD, hidden, level, page_of
from tests.factories.orders import NOW, make_order
from tests.factories.stock import counts, moves, set_level
from tests.pages import markup

pytestmark = pytest.mark.django_db


def book(client, what, units, *, sku="MUG", note="", **values):
    fields = hidden(client.get(page_of(sku)))
    return client.post(page_of(sku), {**fields, "what": what, "units": units, "note": note, **values})


def test_what_arrives_is_counted_or_breaks_is_booked_with_its_reason(staff):
    assert book(staff, "receive", "5", note="DN 17").status_code == 302
    assert book(staff, "adjust", "12").status_code == 302
    assert book(staff, "damage", "2", note="Fell").status_code == 302

    assert moves("MUG")[1:] == [("receive", 5, 0, 0), ("adjust", -3, 0, 0), ("damage", -2, 0, 0)]
    rows = StockMovement.objects.filter(level=level()).order_by("-pk")
    assert [(row.note, row.actor_label) for row in rows[:3]] == [
        ("Fell", "manager@example.com"), ("", "manager@example.com"), ("DN 17", "manager@example.com"),
    ]  # fmt: skip
    html = markup(staff.get(page_of()))
    assert "Damaged or lost" in html
    assert "DN 17" in html


def test_a_form_sent_twice_books_once(staff):
    fields = hidden(staff.get(page_of())) | {"what": "receive", "units": "5", "note": ""}

    answers = [staff.post(page_of(), fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert counts("MUG")[0] == 15
    assert staff.post(page_of(), fields | {"units": "6"}).status_code == 422
    assert counts("MUG")[0] == 15


def test_sales_since_the_page_was_opened_stay_sold(staff):
    fields = hidden(staff.get(page_of()))
    set_level("MUG", on_hand=7)  # three were sent meanwhile

    staff.post(page_of(), {**fields, "what": "adjust", "units": "9"})

    assert counts("MUG")[0] == 6


def test_a_count_that_is_as_expected_moves_nothing(staff):
    assert book(staff, "adjust", "10").status_code == 302
    assert len(moves("MUG")) == 1


def test_what_orders_hold_cannot_be_booked_out(staff):
    make_order(("MUG", 4))

    answer = book(staff, "damage", "7")

    assert answer.status_code == 409
    assert "Nothing was changed" in markup(answer)
    assert counts("MUG") == (10, 4, 0)


@pytest.mark.drawn
@pytest.mark.parametrize("units", ODD)
@pytest.mark.parametrize("what", ["receive", "adjust", "damage"])
def test_odd_numbers_are_refused(staff, what, units):
    assert book(staff, what, units).status_code == 422
    assert counts("MUG")[0] == 10


@pytest.mark.parametrize("fields", [{"what": "steal"}, {"shown": "x"}, {"shown": ""}, {"key": ""}, {"note": "n" * 201}])
def test_odd_fields_are_refused(staff, fields):
    assert book(staff, fields.pop("what", "receive"), "1", **fields).status_code == 422
    assert counts("MUG")[0] == 10


def settings(client, **values):
    fields = {"safety": "1", "backorder_limit": "5", "expected_on": "2026-12-10", "low_stock_at": "3", "settings": "1"}
    return client.post(page_of(), {**fields, **hidden(client.get(page_of())), **values})


def test_settings_are_saved_and_a_later_version_is_kept(staff):
    assert settings(staff).status_code == 302
    row = level()
    assert (row.safety, row.backorder_limit, row.expected_on, row.low_stock_at) == (1, 5, date(2026, 12, 10), 3)

    answer = settings(staff, safety="9", version=str(row.version - 1))

    assert answer.status_code == 412
    assert "Reload and start again" in markup(answer)
    assert level().safety == 1
    assert settings(staff, expected_on="", low_stock_at="").status_code == 302
    assert (level().expected_on, level().low_stock_at) == (None, None)


@pytest.mark.drawn
@pytest.mark.parametrize("name", ["safety", "backorder_limit", "low_stock_at"])
@pytest.mark.parametrize("value", [odd for odd in ODD if odd])
def test_odd_settings_are_refused(staff, name, value):
    before = level().version
    assert settings(staff, **{name: value}).status_code == 422
    assert level().version == before


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "99999-01-01", "0000-00-00"])
def test_odd_days_are_refused(staff, day):
    assert settings(staff, expected_on=day).status_code == 422


def test_the_back_order_limit_cannot_fall_below_what_is_sold(staff):
    set_level("MUG", on_hand=0, backorder_limit=5)
    make_order(("MUG", 4))

    assert settings(staff, backorder_limit="3").status_code == 409
    assert settings(staff, backorder_limit="4").status_code == 302


def test_the_page_tells_who_waits_and_what_is_elsewhere(staff, shop_location):
    url, variant = page_of(), level().variant
    StockLevel.objects.create(variant=variant, location=shop_location, on_hand=3)
    BackInStockRequest.objects.create(variant=variant, email="a@example.com", locale="en", created_at=NOW)

    html = markup(staff.get(url))

    assert "On the waiting list" in html
    assert "3 on hand" in html


@pytest.mark.parametrize("key", ["0", "999999", "x", "1" * 30])
def test_a_level_that_is_not_there_is_not_found(staff, key):
    assert staff.get(f"{LIST}{key}/change/").status_code == 404
