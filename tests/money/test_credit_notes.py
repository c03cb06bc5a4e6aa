"""Credit notes: the parts, their tax, and their limits."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.operations import CreditTooHigh, NothingToRefund, refund_order
from shop.ledger.queries import balances_of
from shop.orders.models import Order, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Refund
from shop.payments.rules import CreditPart, EarlierCredit, spread_allowance, tax_of_share, worth_of_units
from shop.payments.steps import CreditLine, NothingToCredit
from tests.factories.books import journals
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


def euros(minor):
    return Money(minor, "EUR")


@pytest.fixture
def order(mug):
    """Three mugs and a bowl: 57.00 + 9.99 = 66.99, delivered free."""
    make_product("Bowl", skus=["BOWL"], price_minor=999, stock=10)
    return make_order(("MUG", 3), ("BOWL", 1)).order


def refund(order, staff_actor, **values):
    return refund_order(order_id=order.pk, by=By(staff_actor, NOW), **values)


def lines(order):
    return {line.sku: line for line in OrderLine.objects.filter(order=order)}


def test_units_a_part_of_shipping_and_an_allowance_in_one_note(mug, staff_actor):
    order = make_order(("MUG", 2)).order
    line = order.lines.get()

    given = refund(
        order,
        staff_actor,
        lines={line.pk: CreditLine(1)},
        shipping=euros(100),
        allowance=euros(229),
        reason="Chipped",
    )

    note = given.note
    assert (note.shipping_minor, note.allowance_minor, note.total_minor) == (100, 229, 1900 + 100 + 229)
    credit = note.lines.get()
    # 1900 of 1900 + 390 that are left take 190 of the allowance, delivery the other 39.
    assert (credit.quantity, credit.amount_minor, credit.allowance_minor) == (1, 1900, 190)
    assert note.shipping_allowance_minor == 39
    line.refresh_from_db()
    order.refresh_from_db()
    assert (line.credited_minor, order.shipping_credited_minor, order.credited_minor) == (2090, 139, 2229)
    assert [(row.status, row.amount_minor) for row in given.refunds] == [("succeeded", 2229)]
    assert order.payment_status == "partially_refunded"
    assert journals(order) == ["sale", "capture", "credit", "refund"]


def test_the_last_unit_takes_the_remainder_and_taxes_add_up(order, staff_actor):
    mug = lines(order)["MUG"]
    refund(order, staff_actor, allowance=euros(100))  # 85.09 go to the mugs, the rest to the bowl
    for _ in range(3):
        refund(order, staff_actor, lines={mug.pk: CreditLine(1)})

    notes = list(CreditNote.objects.filter(lines__order_line=mug).order_by("pk"))
    assert [note.total_minor for note in notes] == [100, 1872, 1872, 1871]
    mug.refresh_from_db()
    assert mug.credited_minor == mug.total_minor
    assert sum(note.lines.get(order_line=mug).tax_minor for note in notes) == mug.tax_minor


def test_everything_credited_leaves_nothing_in_the_books_but_the_allowance(order, staff_actor):
    refund(order, staff_actor, allowance=euros(699))
    refund(order, staff_actor, lines={line.pk: CreditLine(line.quantity) for line in order.lines.all()})

    order.refresh_from_db()
    assert (order.credited_minor, order.payment_status) == (order.total_minor, "refunded")
    assert sum(note.tax_minor for note in CreditNote.objects.all()) == order.tax_minor
    left = balances_of(order_id=order.pk)
    assert {account for account, minor in left.items() if minor} == {"sales", "allowances"}
    assert left["sales"] == -left["allowances"]


@pytest.mark.parametrize("quantity", [4, 10**9])
def test_no_unit_is_credited_twice(order, staff_actor, quantity):
    mug = lines(order)["MUG"]
    with pytest.raises(CreditTooHigh):
        refund(order, staff_actor, lines={mug.pk: CreditLine(quantity)})
    refund(order, staff_actor, lines={mug.pk: CreditLine(3)})
    with pytest.raises(CreditTooHigh):
        refund(order, staff_actor, lines={mug.pk: CreditLine(1)})
    assert CreditNote.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"shipping": euros(1)}, CreditTooHigh),  # it was free
        ({"allowance": euros(6700)}, CreditTooHigh),
        ({"allowance": euros(0)}, NothingToRefund),
        ({"allowance": euros(-1)}, NothingToRefund),
        ({"shipping": euros(-1), "allowance": euros(2)}, NothingToRefund),
        ({"allowance": Money(100, "USD")}, InvalidInput),
        ({"lines": {0: CreditLine(1)}}, InvalidInput),
        ({}, NothingToRefund),
    ],
)
def test_refuses_what_cannot_be_credited(order, staff_actor, values, refusal):
    with pytest.raises(refusal):
        refund(order, staff_actor, **values)
    assert not CreditNote.objects.exists()
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("credit", "refusal"),
    [
        (CreditLine(-1), InvalidInput),
        (CreditLine(0), InvalidInput),
        (CreditLine(0, euros(0)), NothingToCredit),
        (CreditLine(0, euros(-1)), InvalidInput),
        (CreditLine(1, euros(5701)), CreditTooHigh),
        (CreditLine(1, Money(1, "USD")), InvalidInput),
    ],
)
def test_refuses_odd_credits_of_a_line(order, staff_actor, credit, refusal):
    with pytest.raises(refusal):
        refund(order, staff_actor, lines={lines(order)["MUG"].pk: credit})
    assert not CreditNote.objects.exists()


def test_a_line_of_another_order_is_refused(order, staff_actor):
    other = make_order(("BOWL", 1)).order.lines.get()
    with pytest.raises(InvalidInput):
        refund(order, staff_actor, lines={other.pk: CreditLine(1)})


def test_an_order_that_was_never_placed_cannot_be_credited(order, staff_actor):
    Order.objects.filter(pk=order.pk).update(status="expired", placed_at=None)
    with pytest.raises(ForbiddenTransition):
        refund(order, staff_actor, allowance=euros(100))
    Order.objects.filter(pk=order.pk).update(status="placed", placed_at=NOW)


def test_the_database_refuses_more_credit_than_was_sold_even_from_raw_sql(order):
    for table, column in (("orders_order", "credited_minor"), ("orders_orderline", "credited_minor")):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = total_minor + 1")


@settings(max_examples=300)
@given(
    total=st.integers(1, 10**7),
    rate=st.sampled_from([0, 5, 7, 19, 25]),
    quantity=st.integers(1, 99),
    cuts=st.lists(st.integers(1, 40), max_size=20),
)
def test_shares_and_their_tax_always_add_up(total, rate, quantity, cuts):
    tax = total * rate // (100 + rate)
    credited, taxes, history = 0, 0, ()
    for cut in [*cuts, quantity]:
        part = CreditPart(total, tax, credited, quantity, history)
        count = min(cut, part.units_left)
        amount = worth_of_units(part, count)
        mine = tax_of_share(part, amount)
        assert 0 <= amount <= part.remaining_minor
        assert 0 <= mine <= max(amount, 0)
        credited, taxes = credited + amount, taxes + mine
        history = (*history, EarlierCredit(count, amount))
    assert (credited, taxes) == (total, tax)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.data())
def test_an_allowance_never_takes_more_of_a_part_than_is_left(remaining, data):
    allowance = data.draw(st.integers(0, sum(remaining)))
    parts = spread_allowance(remaining, allowance)
    assert sum(parts) == allowance
    assert all(0 <= part <= left for part, left in zip(parts, remaining, strict=True))
    with pytest.raises(CreditTooHigh):
        spread_allowance(remaining, sum(remaining) + 1)
