"""The derived fulfilment status and the table of an order's states."""

import pytest

from shop.orders.models import Order
from shop.orders.rules import TRANSITIONS, ForbiddenTransition, LineUnits, check_transition, fulfilment_status


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([], "none_needed"),
        ([LineUnits(2, 0, 2)], "none_needed"),
        ([LineUnits(2, 0, 0)], "unfulfilled"),
        ([LineUnits(2, 0, 1), LineUnits(1, 0, 1)], "unfulfilled"),
        ([LineUnits(2, 1, 0)], "partial"),
        ([LineUnits(2, 2, 0), LineUnits(1, 0, 0)], "partial"),
        ([LineUnits(2, 2, 0, returned=2), LineUnits(1, 0, 0)], "partial"),
        ([LineUnits(2, 2, 0)], "fulfilled"),
        ([LineUnits(2, 1, 1)], "fulfilled"),
        ([LineUnits(2, 2, 0, delivered=1)], "fulfilled"),
        ([LineUnits(2, 2, 0, delivered=2), LineUnits(1, 0, 1)], "delivered"),
        ([LineUnits(2, 2, 0, delivered=2, returned=1)], "partially_returned"),
        ([LineUnits(2, 2, 0, returned=2), LineUnits(3, 3, 0)], "partially_returned"),
        ([LineUnits(2, 2, 0, delivered=2, returned=2)], "returned"),
    ],
)
def test_the_fulfilment_status_follows_from_the_units_of_the_lines(lines, status):
    assert fulfilment_status(lines) == status
    assert status in Order.FulfilmentStatus.values


def test_the_table_names_every_state_and_none_that_does_not_exist():
    assert set(TRANSITIONS) == set(Order.Status.values)
    assert set().union(*TRANSITIONS.values()) <= set(Order.Status.values)


@pytest.mark.parametrize("current", Order.Status.values)
@pytest.mark.parametrize("target", Order.Status.values)
def test_a_change_is_allowed_exactly_where_the_table_lists_it(current, target):
    if target in TRANSITIONS[current]:
        check_transition(current, target)
    else:
        with pytest.raises(ForbiddenTransition):
            check_transition(current, target)
