"""Lists of millions: what they are narrowed by is found by an index, and nothing is read that no page shows."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.accounts.models import User
from shop.inventory.models import Location, StockLevel
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_rules]

# So many rows that the planner's choice is that of a large shop; ids of their own, written past the triggers.
ROWS = """
SET LOCAL session_replication_role = replica;
INSERT INTO history_historyentry (id, table_name, row_id, operation, changes, actor_kind, transaction_id, at)
SELECT 1000000000 + n, CASE WHEN n = 1 THEN 'shipping_zone' ELSE 'orders_order' END, n, 'update', '{}',
    CASE WHEN n = 1 THEN 'customer' ELSE 'system' END, n, now() FROM generate_series(1, 20000) n;
INSERT INTO inventory_stockmovement (id, level_id, kind, on_hand, allocated, reserved, actor_kind)
SELECT 1000000000 + n, l.id, CASE WHEN n = 1 THEN 'damage' ELSE 'reserve' END, CASE WHEN n = 1 THEN -1 ELSE 0 END, 0,
    CASE WHEN n = 1 THEN 0 ELSE 1 END, 'system' FROM generate_series(1, 20000) n, inventory_stocklevel l;
INSERT INTO notifications_mailmessage (id, dedupe_key, message_id, recipient, subject, text, html, created_at, next_try_at,
    tries, sent_at, parked_at, last_error)
SELECT 1000000000 + n, 'k' || n, 'm' || n, 'buyer' || n || '@example.com', 'Your order', '', '', now(), now(), 1,
    CASE WHEN n > 1 THEN now() END, CASE WHEN n = 1 THEN now() END, '' FROM generate_series(1, 20000) n;
INSERT INTO payments_providerevent (id, provider, event_id, kind, reference, payload, outcome, tries, next_try_at, failure,
    received_at)
SELECT 1000000000 + n, 'stripe', 'evt_' || n, 'paid', 'pi_' || n, '{}', CASE WHEN n = 1 THEN 'parked' ELSE 'done' END, 1, now(), '',
    now() FROM generate_series(1, 20000) n;
INSERT INTO payments_statementline (id, fingerprint, booked_on, amount_minor, currency, payer, purpose, state, note,
    actor_label, imported_at)
SELECT 1000000000 + n, 'f' || n, '2026-01-01', 1, 'EUR', 'Ada', 'Order', 'ignored', '', '', now() FROM generate_series(1, 20000) n;
INSERT INTO ledger_journal (id, kind, source, memo, actor_label, created_at)
SELECT 1000000000 + n, 'sale', 'sale:ord_x' || n, '', '', '2024-01-01'::timestamptz + n * interval '40 minutes'
FROM generate_series(1, 20000) n;
INSERT INTO ledger_entry (id, account, amount_minor, currency, journal_id)
SELECT 1000000000 + 2 * n + side, (ARRAY['receivable', 'sales'])[1 + side], 100 - 200 * side, 'EUR', 1000000000 + n
FROM generate_series(1, 20000) n, generate_series(0, 1) side;
ANALYZE history_historyentry, inventory_stockmovement, notifications_mailmessage, payments_providerevent,
    payments_statementline, ledger_journal, ledger_entry;
SELECT gin_clean_pending_list('statement_line_folded');  -- as a vacuum does
SET LOCAL session_replication_role = DEFAULT
"""
TABLES = "history_historyentry|inventory_stockmovement|notifications_mailmessage|payments_(?:providerevent|statementline)|ledger_\\w+"
MONTHS_JOURNALS = 1116  # of March 2024: 31 days with one each 40 minutes
PAGES = {
    "/admin/": 0,
    "/admin/history/historyentry/?who=customer": 0,
    "/admin/history/historyentry/?who=guest": 0,
    "/admin/history/historyentry/?area=settings": 0,
    "/admin/history/historyentry/?q=nobody": 0,
    "/admin/inventory/stockmovement/?kind=damage": 0,
    "/admin/inventory/stockmovement/?location=1000000": 0,
    "/admin/notifications/mailmessage/?state=parked": 0,
    "/admin/notifications/mailmessage/?q=buyer777%40example.com": 0,
    "/admin/payments/providerevent/?outcome=parked": 0,
    "/admin/payments/providerevent/?q=pi_777": 0,
    "/admin/payments/statementline/": 5001,  # the bounded count
    "/admin/payments/statementline/?q=nobody%20else": 0,
    "/admin/payments/statementline/?q=a": 0,
    "/admin/ledger/journal/?kind=fee": 0,
    "/admin/ledger/journal/?q=ord_x777": 0,
    "/admin/ledger/journal/?month=2024-03": MONTHS_JOURNALS,
    "/admin/ledger/journal/balance/?month=2024-03": 3 * MONTHS_JOURNALS,
}


@pytest.fixture
def staff(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def many(channel):
    make_product("Mug", skus=["MUG"])
    Location.objects.create(pk=1_000_000, code="shop", name="Shop", priority=1)
    with connection.cursor() as cursor:
        cursor.execute(ROWS)


def rows_read(client, address):
    """Ask for a page, then run each of its reads of a large table again: how many rows did all its plans touch?"""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
        asked = [query["sql"] for query in captured.captured_queries]
    read = 0
    for sql in asked:
        if not re.match(r"\s*\(*SELECT", sql) or not re.search(TABLES, sql):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
            plan = cursor.fetchone()[0]
        read += sum(touched(node) for node in nodes(plan[0]["Plan"]))
    return read


def nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def touched(node):
    if not re.fullmatch(TABLES, node.get("Relation Name", "")):
        return 0
    return (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]


def test_what_a_list_is_narrowed_by_is_found_by_an_index(staff, many):
    """One test, because the rows take a while to write."""
    read = {address: rows_read(staff, address) for address in PAGES}

    assert {address: rows for address, rows in read.items() if rows > PAGES[address] + 500} == {}


def test_mails_and_messages_offer_no_other_order_than_the_newest_first(staff, many):
    for address in ("/admin/notifications/mailmessage/", "/admin/payments/providerevent/"):
        assert "?o=" not in markup(staff.get(address))


def test_one_letter_is_not_looked_up_as_the_beginning_of_an_address(staff, many):
    with CaptureQueriesContext(connection) as captured:
        staff.get("/admin/orders/order/?q=1")
        staff.get("/admin/accounts/user/?q=a")
        asked = [query["sql"] for query in captured.captured_queries]

    assert [sql for sql in asked if "to_tsquery" in sql] == []


def test_people_are_listed_with_the_orders_that_they_placed(staff, shopper, many):
    bought = [make_order(("MUG", 1)).order.pk for _ in range(2)]
    Order.objects.filter(pk__in=bought).update(user=shopper)
    User.objects.create(username="new", email="new@example.com")

    with CaptureQueriesContext(connection) as captured:
        html = markup(staff.get("/admin/accounts/user/"))
        *_, listed = [query["sql"] for query in captured.captured_queries if 'AS "bought"' in query["sql"]]
    assert re.search(rf"\?customer={shopper.pk}\"[^>]*>2<", html)
    assert "JOIN" not in listed  # counted for those of the page alone


def test_deleting_names_some_of_what_keeps_a_thing_and_reads_no_more(staff, many):
    place = Location.objects.get(code="shop")
    for number in range(25):
        variant = make_product(f"Cup {number}", skus=[f"CUP-{number}"], stock=None).variants.get()
        StockLevel.objects.create(variant=variant, location=place)

    with CaptureQueriesContext(connection) as captured:
        html = markup(staff.get("/admin/inventory/location/1000000/delete/"))
        asked = [query["sql"] for query in captured.captured_queries if 'FROM "inventory_stocklevel"' in query["sql"]]
    assert html.count("<li>Stock level: ") == 20
    assert "It cannot be deleted" in html
    assert all("LIMIT 20" in sql for sql in asked)
    assert staff.post("/admin/inventory/location/1000000/delete/", {"post": "yes"}).status_code == 200
    assert Location.objects.filter(code="shop").exists()


def test_mails_are_found_by_the_beginning_of_their_address(staff, many):
    html = markup(staff.get("/admin/notifications/mailmessage/?q=BUYER777%40example"))

    assert "buyer777@example.com" in html
    assert "buyer7770@example.com" not in html
