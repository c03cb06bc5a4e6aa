"""The derived payment status and the tables of states."""

import pytest

from shop.orders.models import Order
from shop.orders.rules import payment_status
from shop.payments.models import Payment, Refund
from shop.payments.rules import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS, sources_of

CASES = {
    # total, credited, held, captured, refunded, disputed
    "unpaid": [(4290, 0, 0, 0, 0, 0), (4290, 4290, 0, 0, 0, 0)],
    "authorised": [(4290, 0, 4290, 0, 0, 0), (4290, 1000, 4290, 0, 0, 0)],
    "partially_paid": [(4290, 0, 0, 1000, 0, 0), (4290, 0, 0, 4290, 1000, 0), (4290, 1000, 2290, 2000, 0, 0)],
    "paid": [(4290, 0, 0, 4290, 0, 0), (0, 0, 0, 0, 0, 0), (4290, 1000, 0, 3290, 0, 0), (4290, 0, 0, 8580, 4290, 0)],
    "overpaid": [(4290, 0, 0, 4291, 0, 0), (4290, 1000, 0, 4290, 0, 0), (4290, 1000, 0, 4290, 500, 0)],
    "partially_refunded": [(4290, 1000, 0, 4290, 1000, 0)],
    "refunded": [(4290, 4290, 0, 4290, 4290, 0), (4290, 0, 0, 4290, 4290, 0), (4290, 0, 0, 100, 100, 0)],
    "disputed": [(4290, 0, 0, 4290, 0, 1), (4290, 4290, 0, 4290, 4290, 4290)],
}


@pytest.mark.parametrize(("expected", "figures"), [(name, row) for name, rows in CASES.items() for row in rows])
def test_the_payment_status_follows_from_the_figures(expected, figures):
    names = ("total_minor", "credited_minor", "authorised_minor", "captured_minor", "refunded_minor", "disputed_minor")
    assert payment_status(**dict(zip(names, figures, strict=True))) == expected


def test_every_payment_status_is_derived():
    assert set(CASES) == set(Order.PaymentStatus.values)


def test_the_tables_name_every_state_and_no_other():
    for table, states in ((PAYMENT_TRANSITIONS, Payment.Status.values), (REFUND_TRANSITIONS, Refund.Status.values)):
        assert set(table) == set(states)
        assert set().union(*table.values()) <= set(states)


def test_money_that_came_in_is_never_shut_out():
    shut = {state for state, targets in PAYMENT_TRANSITIONS.items() if "captured" not in targets}
    assert shut == {"captured", "disputed", "won", "lost"}


def test_the_sources_of_a_state_are_the_table_read_backwards():
    assert sources_of(REFUND_TRANSITIONS, "succeeded") == ["failed", "requested", "sent"]
    assert sources_of(REFUND_TRANSITIONS, "failed") == ["requested", "sent", "succeeded"]
    assert sources_of(REFUND_TRANSITIONS, "requested") == ["failed"]
