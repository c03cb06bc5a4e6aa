"""The views that auditors read: stable, described, and right."""

import re
from pathlib import Path

import pytest
from django.db import connection

from shop.core.actor import SYSTEM, By
from shop.core.money import Money
from shop.fulfilment.operations import refund_order, ship_order
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

VIEWS = ["v_inbox", "v_ledger", "v_order", "v_order_line", "v_outbox", "v_payment", "v_status_log", "v_stock"]


def test_the_page_for_auditors_names_every_view_and_grants_it():
    page = (Path(__file__).parents[2] / "docs" / "views.md").read_text()
    (granted,) = re.findall(r"^GRANT SELECT ON (.*) TO auditor;$", page, re.MULTILINE)
    assert sorted(re.findall(r"^\| `(v_\w+)`", page, re.MULTILINE)) == sorted(granted.split(", ")) == VIEWS


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.fixture
def order(channel):
    make_product(skus=["MUG"], stock=10, price_minor=1900)
    order = make_order(("MUG", 2)).order
    ship_order(order_id=order.pk, by=By(SYSTEM, NOW), quantities={order.lines.get().pk: 1})
    refund_order(order_id=order.pk, by=By(SYSTEM, NOW), allowance=Money(500, "EUR"))
    return order


@pytest.mark.django_db
def test_every_view_and_every_column_is_described():
    columns = rows(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " WHERE c.relkind = 'v' AND c.relname LIKE 'v\\_%' AND (col_description(c.oid, a.attnum) IS NULL"
        " OR obj_description(c.oid) IS NULL)"
    )
    assert columns == []
    assert rows("SELECT relname FROM pg_class WHERE relkind = 'v' AND relname LIKE 'v\\_%' ORDER BY 1") == [
        (name,) for name in VIEWS
    ]


def test_the_views_show_an_order_from_every_side(order):
    number = order.number
    assert rows("SELECT sku, on_hand, allocated, reserved, available, moved_on_hand FROM v_stock") == [
        ("MUG", 9, 1, 0, 8, 9)
    ]
    assert rows(
        "SELECT number, status, payment_status, total_minor, credited_minor, captured_minor, refunded_minor"
        " FROM v_order"
    ) == [(number, "placed", "partially_refunded", 4290, 500, 4290, 500)]
    assert rows("SELECT sku, quantity, quantity_fulfilled, allocated, reserved FROM v_order_line") == [
        ("MUG", 2, 1, 1, 0)
    ]
    assert rows("SELECT kind, amount_minor FROM v_payment ORDER BY kind") == [("capture", 4290), ("refund", 500)]
    assert rows("SELECT kind, sum(amount_minor) FROM v_ledger GROUP BY kind ORDER BY kind") == [
        ("capture", 0),
        ("credit", 0),
        ("refund", 0),
        ("sale", 0),
    ]
    assert rows("SELECT count(*), count(*) FILTER (WHERE state = 'waiting') FROM v_outbox") == [(3, 3)]
    assert rows("SELECT count(*) FROM v_inbox") == [(0,)]
    assert rows("SELECT old, new FROM v_status_log WHERE what = 'order' AND field = 'status' ORDER BY entry_key") == [
        (None, "pending"),
        ("pending", "placed"),
    ]
    assert rows("SELECT new FROM v_status_log WHERE what = 'refund' AND number = %d ORDER BY entry_key" % number) == [
        ("requested",),
        ("succeeded",),
    ]


@pytest.mark.django_db
def test_no_view_can_be_written_to():
    found = rows(
        "SELECT table_name FROM information_schema.views WHERE table_name LIKE 'v\\_%'"
        " AND (is_insertable_into = 'YES' OR is_updatable = 'YES')"
    )
    assert found == []
