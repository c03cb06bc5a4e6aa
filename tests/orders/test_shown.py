"""An order's page reads the order and all that belongs to it by one statement, and sees what the ORM sees."""

import pytest

from shop.core.actor import GUEST, By
from shop.core.idempotency import IdempotencyRecord
from shop.core.money import Money
from shop.core.related import find_row
from shop.fulfilment.operations import EditInput, declare_withdrawal, edit_order, refund_order, ship_order
from shop.orders.models import Order
from shop.orders.queries import get_order_by_token, order_token
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.returns import make_return

pytestmark = pytest.mark.django_db(transaction=True)
RELATIONS = ("lines", "addresses", "events", "changes", "payments", "fulfilments", "returns", "withdrawals")


@pytest.fixture
def order(channel, staff_actor):
    """One with a row of every kind that its page shows."""
    make_product(skus=["MUG", "BOWL"], price_minor=1900, stock=10)
    order = make_order(("MUG", 3), ("BOWL", 1)).order
    by = By(staff_actor, NOW)
    refund_order(order_id=order.pk, allowance=Money(150, "EUR"), by=by)
    edit_order(order_id=order.pk, edit=EditInput(add={"MUG": 1}), by=by)
    ship_order(order_id=order.pk, by=by)
    make_return(order, 1)
    contact = {"name": "Ada Lovelace", "email": "ada@example.com"}
    declare_withdrawal(order_id=order.pk, units=None, by=By(GUEST, NOW), **contact)
    return Order.objects.get(pk=order.pk)


def columns(row):
    return [(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields]


def test_every_row_is_read_as_the_orm_reads_it(order):
    found = get_order_by_token(token=order_token(order))

    assert columns(found) == columns(order)
    assert columns(found.channel) == columns(order.channel)
    for name in RELATIONS:
        expected = [columns(row) for row in getattr(order, name).all()]
        assert [columns(row) for row in getattr(found, name).all()] == expected
        assert expected, name
    for name, below in (("payments", "refunds"), ("fulfilments", "lines")):
        expected = [columns(row) for above in getattr(order, name).all() for row in getattr(above, below).all()]
        rows = [row for above in getattr(found, name).all() for row in getattr(above, below).all()]
        assert [columns(row) for row in rows] == expected
        assert expected, name


def test_the_rows_know_one_another_and_one_statement_is_enough(order, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = get_order_by_token(token=order_token(order))
        payment, parcel = found.payments.all()[0], found.fulfilments.all()[0]
        assert payment.order is found
        assert payment.refunds.all()[0].payment is payment
        assert parcel.lines.all()[0].order_line in found.lines.all()


def test_what_is_filtered_further_is_asked_for_anew(order, django_assert_num_queries):
    found = get_order_by_token(token=order_token(order))

    with django_assert_num_queries(1):
        assert [line.sku for line in found.lines.filter(sku="BOWL")] == ["BOWL"]


def test_a_row_that_is_not_there_is_none(channel):
    assert find_row(Order, relations=("lines",), public_id="ord_none") is None


def test_a_field_that_json_cannot_carry_is_refused(channel):
    IdempotencyRecord.objects.create(owner="guest", key="k", fingerprint="f", created_at=NOW)

    with pytest.raises(LookupError, match="UUIDField is not read from JSON yet"):
        find_row(IdempotencyRecord, key="k")
