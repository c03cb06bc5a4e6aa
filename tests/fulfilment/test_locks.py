"""Steps that follow each other lock what they need once: payments, then every stock level by key (docs/locking.md)."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Variant
from shop.core.actor import By
from shop.fulfilment.operations import (
    EditInput,
    Inspection,
    declare_without_login,
    edit_order,
    handle_withdrawal,
    match_withdrawals,
    ship_order,
)
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.returns import approve, make_return, make_sent_order, receive, settlement

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(channel):
    for name in ("Mug", "Bowl", "Spoon"):
        make_product(name, skus=[name.upper()], price_minor=1900, stock=10)


@contextmanager
def everything_is_locked_once(*skus):
    """The first thing that is done to stock is to lock the levels of these variants, and no payment is locked later."""
    with CaptureQueriesContext(connection) as queries:
        yield
    done = [query["sql"] for query in queries]
    on_stock = [
        n for n, sql in enumerate(done) if re.search(r"stocklevel.*FOR NO KEY UPDATE|INTO .*stockmovement", sql)
    ]
    paid = [(n, found[1]) for n, sql in enumerate(done) if (found := re.search(r'"order_id" = (\d+).*FOR UPDATE', sql))]
    assert {key for n, key in paid if n > on_stock[0]} <= {key for n, key in paid if n < on_stock[0]} != set()
    locked = set(re.findall(r"\d+", done[on_stock[0]].partition("WHERE")[2]))
    wanted = Variant.objects.filter(sku__in=skus).values_list("pk", flat=True)
    assert {str(key) for key in wanted} <= locked
    assert "FOR NO KEY UPDATE" in done[on_stock[0]]


def test_an_exchange_that_ends_in_money_frees_one_thing_and_stores_another(goods, staff_actor):
    return_ = approve(make_return(make_sent_order(("BOWL", 1)), 1, wanted="MUG"), staff_actor)
    with everything_is_locked_once("MUG", "BOWL"):
        receive(return_, staff_actor, settlement=settlement(instead=True))


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_withdrawal_frees_one_thing_and_stores_another(goods, staff_actor, is_changed):
    order = make_order(("MUG", 1), ("BOWL", 1)).order
    mug, bowl = order.lines.order_by("sku").reverse()
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={bowl.pk: 1} if is_changed else {mug.pk: 1})
    sent = bowl if is_changed else mug
    if is_changed:
        edit_order(order_id=order.pk, edit=EditInput(add={"SPOON": 1}), by=By(staff_actor, NOW))
    contact = {"name": "Ada", "email": order.email, "order_number": str(order.number), "goods": ""}
    withdrawal = declare_without_login(now=NOW, **contact)
    assert match_withdrawals(now=NOW) == 1
    with everything_is_locked_once("MUG", "BOWL", *["SPOON"] * is_changed):
        handle_withdrawal(
            withdrawal_id=withdrawal.pk,
            inspections={sent.pk: Inspection(received=1)},
            refund=True,
            by=By(staff_actor, NOW),
        )
