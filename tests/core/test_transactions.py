"""Fault F21: a deadlock is tried again as a whole, and never leaves half of something."""

import sys

import pytest
from django.db import OperationalError, connection

from shop.accounts.models import User
from shop.core.errors import Busy
from shop.core.transactions import TRIES, in_one_transaction
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db(transaction=True)


def fail(state):
    """Let PostgreSQL end the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'forced' USING ERRCODE = '{state}'; END $$")


def failing(state, *, times):
    """Return work that writes a row and then fails the first `times` times, and the list of its runs."""
    runs = []

    def work():
        runs.append(User.objects.create_user(f"u{len(runs)}", f"u{len(runs)}@example.com").pk)
        if len(runs) <= times:
            fail(state)
        return "done"

    return work, runs


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_a_deadlock_is_tried_again_as_a_whole(state):
    work, runs = failing(state, times=TRIES - 1)

    assert in_one_transaction(work) == "done"
    assert len(runs) == TRIES
    assert list(User.objects.values_list("pk", flat=True)) == [runs[-1]]


def test_after_the_last_try_the_caller_is_told_that_nothing_was_changed():
    work, runs = failing("40P01", times=TRIES)

    with pytest.raises(Busy):
        in_one_transaction(work)
    assert len(runs) == TRIES
    assert not User.objects.exists()


def test_a_lock_that_was_waited_for_is_not_waited_for_again():
    work, runs = failing("55P03", times=1)

    with pytest.raises(Busy):
        in_one_transaction(work)
    assert len(runs) == 1


def test_another_failure_of_the_database_is_no_reason_to_repeat():
    work, runs = failing("57014", times=1)

    with pytest.raises(OperationalError, match="forced"):
        in_one_transaction(work)
    assert len(runs) == 1


def test_an_order_that_met_a_deadlock_is_placed_once(channel, monkeypatch):
    make_product(skus=["MUG"], stock=5)
    module = sys.modules["shop.checkout.operations.place_order"]
    write, left = module.write_order, [1, 1]

    def meet_a_deadlock(**values):
        written = write(**values)
        if left:
            left.pop()
            fail("40P01")
        return written

    monkeypatch.setattr(module, "write_order", meet_a_deadlock)

    assert make_order(("MUG", 1)).order.status == "placed"
    assert Order.objects.count() == 1
