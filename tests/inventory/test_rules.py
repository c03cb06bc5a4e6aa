"""Who gets which units, and what may be promised: arithmetic with exact results."""

from datetime import date

import pytest

from shop.inventory.rules import LevelStock, Need, Shortage, StockAssignment, StockPart, availability, share_out

TODAY = date(2026, 11, 23)
MUG, BOWL = 1, 2


def need(line, quantity, *units):
    return Need(line, f"L{line}", quantity, units or ((MUG, 1),))


def test_the_first_shelf_is_emptied_before_the_next():
    shelves = [LevelStock(10, MUG, 3, 3), LevelStock(20, MUG, 5, 5)]
    assert share_out([need(1, 4)], shelves) == ([StockAssignment(1, 10, 3), StockAssignment(1, 20, 1)], [])


def test_what_is_there_goes_before_what_is_only_promised():
    shelves = [LevelStock(10, MUG, 0, 10), LevelStock(20, MUG, 2, 2)]
    assert share_out([need(1, 3)], shelves) == ([StockAssignment(1, 10, 1), StockAssignment(1, 20, 2)], [])


def test_lines_that_share_stock_are_summed_and_the_later_one_is_short():
    lines = [need(1, 2, (MUG, 2)), need(2, 2)]
    assert share_out(lines, [LevelStock(10, MUG, 5, 5)]) == ([StockAssignment(1, 10, 4)], [Shortage("L2", 2, 1)])


def test_a_bundle_is_short_by_its_scarcest_part_and_takes_nothing_then():
    shelves = [LevelStock(10, MUG, 9, 9), LevelStock(20, BOWL, 1, 1)]
    holds, short = share_out([need(1, 3, (MUG, 2), (BOWL, 1)), need(2, 9)], shelves)
    assert (holds, short) == ([StockAssignment(2, 10, 9)], [Shortage("L1", 3, 1)])


def test_a_variant_without_a_shelf_is_sold_out_and_what_is_not_counted_needs_none():
    assert share_out([need(1, 1)], []) == ([], [Shortage("L1", 1, 0)])
    assert share_out([Need(1, "CARD", 99, ())], []) == ([], [])


def test_holds_come_in_the_order_of_the_levels_keys():
    shelves = [LevelStock(20, MUG, 1, 1), LevelStock(10, MUG, 9, 9), LevelStock(5, BOWL, 9, 9)]
    holds, _ = share_out([need(1, 2), need(2, 1, (BOWL, 1)), need(3, 1)], shelves)
    assert holds == [
        StockAssignment(2, 5, 1),
        StockAssignment(1, 10, 1),
        StockAssignment(3, 10, 1),
        StockAssignment(1, 20, 1),
    ]


def part(available=10, ready=None, per=1, **values):
    found = {"is_counted": True, "expected_on": None, "low_stock_at": None} | values
    return StockPart(MUG, "MUG", "Mug", per, ready=available if ready is None else ready, available=available, **found)


@pytest.mark.parametrize(
    ("parts", "released_on", "expected"),
    [
        ([part(10)], None, ("in_stock", 10, 10, None)),
        ([part(5)], None, ("low", 5, 5, None)),
        ([part(6)], None, ("in_stock", 6, 6, None)),
        ([part(6, low_stock_at=8)], None, ("low", 6, 6, None)),
        ([part(3, low_stock_at=2)], None, ("in_stock", 3, 3, None)),
        ([part(0)], None, ("sold_out", 0, 0, None)),
        ([part(9, ready=0, expected_on=date(2026, 12, 1))], None, ("backorder", 9, 0, date(2026, 12, 1))),
        ([part(9, ready=0)], None, ("backorder", 9, 0, None)),
        ([part(9, ready=2, expected_on=date(2026, 12, 1))], None, ("low", 9, 2, None)),
        ([part(9, ready=0)], date(2026, 12, 24), ("preorder", 9, 0, date(2026, 12, 24))),
        ([part(9)], date(2026, 12, 24), ("preorder", 9, 9, date(2026, 12, 24))),
        (
            [part(9, ready=0, expected_on=date(2027, 1, 2))],
            date(2026, 12, 24),
            ("preorder", 9, 0, date(2027, 1, 2)),
        ),
        ([part(0)], date(2026, 12, 24), ("sold_out", 0, 0, None)),
        ([part(9)], TODAY, ("in_stock", 9, 9, None)),
        ([part(0, is_counted=False)], None, ("in_stock", None, None, None)),
        ([part(11, per=2), part(99)], None, ("low", 5, 5, None)),
        (
            [part(4, ready=1, per=2, expected_on=date(2026, 12, 3)), part(9, ready=0, expected_on=date(2026, 12, 1))],
            None,
            ("backorder", 2, 0, date(2026, 12, 3)),
        ),
        ([part(4, ready=1, per=2), part(9, ready=0, expected_on=date(2026, 12, 1))], None, ("backorder", 2, 0, None)),
    ],
)
def test_what_may_be_promised(parts, released_on, expected):
    found = availability(parts, is_bundle=len(parts) > 1, released_on=released_on, today=TODAY)
    assert (found.status, found.units, found.ready, found.date) == expected


@pytest.mark.parametrize(
    ("parts", "quantity", "day", "is_dated"),
    [
        ([part(9, ready=4)], 4, None, True),  # all are there
        ([part(9, ready=4)], 5, None, False),  # nobody knows
        ([part(9, ready=4, expected_on=date(2026, 12, 1))], 5, date(2026, 12, 1), True),
        ([part(9, ready=4, per=2, expected_on=date(2026, 12, 1))], 2, None, True),
        ([part(9, ready=4, per=2, expected_on=date(2026, 12, 1))], 3, date(2026, 12, 1), True),
        (
            [part(9, ready=0, expected_on=date(2026, 12, 1)), part(9, ready=0, expected_on=date(2026, 12, 3))],
            1, date(2026, 12, 3), True,
        ),
        ([part(9, ready=0, expected_on=date(2026, 12, 1)), part(9, ready=0)], 1, None, False),
        ([part(0, is_counted=False)], 99, None, True),
    ],
)  # fmt: skip
def test_the_last_piece_is_sent_when_its_parts_are_there(parts, quantity, day, is_dated):
    found = availability(parts, is_bundle=len(parts) > 1, released_on=None, today=TODAY)
    assert (found.is_dated(quantity), found.sent_on(quantity)) == (is_dated, day)


def test_a_pre_order_whose_parts_nobody_has_dated_is_sent_on_its_day():
    found = availability([part(9, ready=0)], is_bundle=False, released_on=date(2026, 12, 24), today=TODAY)
    assert (found.sent_on(1), found.is_dated(1)) == (date(2026, 12, 24), True)


def test_the_highest_number_of_a_bundles_parts_says_when_it_is_low():
    parts = [part(6, low_stock_at=3), part(6, low_stock_at=6), part(99)]
    assert availability(parts, is_bundle=True, released_on=None, today=TODAY).status == "low"


@pytest.mark.parametrize(("available", "can_be_ordered"), [(0, False), (1, True)])
def test_what_is_sold_out_cannot_be_ordered(available, can_be_ordered):
    found = availability([part(available)], is_bundle=False, released_on=None, today=TODAY)
    assert found.can_be_ordered is can_be_ordered


def test_a_piece_needs_its_counted_parts():
    found = availability([part(9, per=2), part(0, is_counted=False)], is_bundle=True, released_on=None, today=TODAY)
    assert found.needs == ((MUG, 2),)


def test_the_day_of_release_itself_is_no_pre_order():
    tomorrow = availability([part(9)], is_bundle=False, released_on=date(2026, 11, 24), today=TODAY)
    assert (tomorrow.status, tomorrow.date) == ("preorder", date(2026, 11, 24))
