"""Past orders for `filling`: real ones of each kind, copied with all that belongs to them, many times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.backends.utils import CursorWrapper

from tests.benchmarks.filling_products import FIRST, move_sequences, without_indexes
from tests.benchmarks.order_kinds import KINDS, make_templates

Tree = dict[str, list[int]]  # {table: ids}

YEARS = timedelta(days=3 * 365)

_BUYERS = """
INSERT INTO accounts_user (id, password, is_superuser, username, first_name, last_name, is_staff, is_active, date_joined,
    email, created_at)
SELECT {first} + n, '!', false, 'buyer' || n, (ARRAY['Ada','Grace','Alan','Edsger','Barbara'])[1 + n % 5],
    'Buyer' || n % 5000, false, true, now(), 'buyer' || n || '@example.com', now() FROM generate_series(0, {users}) n;
INSERT INTO accounts_address (id, user_id, full_name, company, line1, line2, city, postcode, region, country, phone,
    is_default, created_at)
SELECT {first} + n, {first} + n, 'Buyer' || n % 5000, '', 'Torstraße ' || n % 200, '', 'Berlin', 10000 + n % 80000, '', 'DE',
    '+49 30 ' || 1000000 + n, true, now() FROM generate_series(0, {users}) n
"""
# Which order is copied for each number, when it came in, and whose it is: one of 500 belongs to the same buyer.
_COPIES = """
CREATE TEMP TABLE bench_copy AS
SELECT n, buyer, at - (SELECT created_at FROM orders_order o WHERE o.id = t.order_id) AS shift, t.order_id AS template,
    CASE WHEN {products} > 0 THEN {first} + 1 + n::bigint * 7919 % greatest({products}, 1) END AS variant
FROM (SELECT n, now() - (({count} - n) * interval '{step} seconds') AS at,
        CASE WHEN n % 500 = 0 THEN 0 ELSE n::bigint * 104729 % {buyers} END AS buyer,
        n::bigint * 7919 % 1000 AS lot, n > {count} - greatest({count} * 3 / 1000, 20) AS is_young
    FROM generate_series(1, {count}) n) x
JOIN bench_kind t ON CASE WHEN is_young THEN lot >= young AND lot < young_end ELSE lot >= old AND lot < old_end END
ORDER BY n
"""
_OTHERS = """
INSERT INTO payments_statementline (fingerprint, booked_on, amount_minor, currency, payer, purpose, state, note, actor_label,
    imported_at)
SELECT 'bench' || n, now() - n * interval '1 hour', 1000 + n, 'EUR', 'Buyer ' || n, 'Order ' || n,
    CASE WHEN n < 300 THEN 'open' ELSE 'ignored' END, '', '', now() - n * interval '1 hour'
FROM generate_series(1, {count} / 10) n;
INSERT INTO payments_providerevent (provider, event_id, kind, reference, payload, outcome, tries, next_try_at, failure, received_at)
SELECT 'stripe', 'evt_b' || n, 'payment_intent.succeeded', 'pi_b' || n, '{{}}', CASE WHEN n < 30 THEN 'parked' ELSE 'applied' END, 1,
    now(), '', now() - n * interval '3 minutes' FROM generate_series(1, {count} / 2) n;
INSERT INTO inventory_backinstockrequest (email, locale, created_at, variant_id)
SELECT 'buyer' || v.id || '@example.com', 'en_IE', now(), v.id FROM catalog_variant v WHERE v.id > {first} AND v.id % 20 = 0;
INSERT INTO inventory_location (code, name, priority) VALUES ('bench', 'Second warehouse', 9);
INSERT INTO inventory_transfer (status, note, sent_at, closed_at, source_id, target_id)
SELECT 'received', '', now() - n * interval '1 hour', now(), l.source, l.target
FROM generate_series(1, {count} / 200) n, (SELECT min(id) AS source, max(id) AS target FROM inventory_location) l;
UPDATE notifications_mailmessage SET sent_at = NULL, parked_at = now() WHERE id % 100000 = 1;
UPDATE inventory_stocklevel s SET on_hand = a.units + s.reserved + s.id % 40, allocated = a.units
FROM (SELECT level_id, sum(quantity) AS units FROM orders_allocation GROUP BY 1) a WHERE a.level_id = s.id AND s.backorder_limit = 0
"""

_REFERENCES = """
SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text FROM pg_constraint
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] WHERE contype = 'f'
"""
_COLUMNS = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
# What belongs to an order without a foreign key, and the keys in it that are none.
_LOOSE = {
    "inventory_stockmovement": "SELECT id FROM inventory_stockmovement WHERE order_line_key = ANY(%(lines)s)",
    "orders_allocation": "SELECT id FROM orders_allocation WHERE line_id = ANY(%(lines)s)",
    "notifications_mailmessage": """SELECT m.id FROM notifications_mailmessage m WHERE EXISTS (
        SELECT FROM orders_order o WHERE o.id = %(order)s AND starts_with(m.dedupe_key, o.public_id || ':')
        UNION ALL SELECT FROM fulfilment_withdrawal w WHERE w.order_id = %(order)s AND starts_with(m.dedupe_key, w.public_id || ':')
        UNION ALL SELECT FROM fulfilment_return r WHERE r.order_id = %(order)s AND starts_with(m.dedupe_key, r.public_id || ':'))""",
}
_SOFT = {"inventory_stockmovement": {"order_line_key": "orders_orderline"}}
_BY_NAME = {("history_historyentry", "row_id"): "o.table_name"}
# Columns that say whose order it is and what was bought. The goods called OTHER and LATER are the same in all orders.
_BUYER = "'buyer' || b.buyer || '@example.com'"
_NAME = "(ARRAY['Ada','Grace','Alan','Edsger','Barbara'])[1 + b.buyer % 5] || ' Buyer' || b.buyer % 5000"
_LEVEL = (
    "CASE WHEN b.variant IS NOT NULL AND o.level_id = (SELECT l.id FROM inventory_stocklevel l JOIN catalog_variant v"
    " ON v.id = l.variant_id WHERE v.sku = 'ONE') THEN b.variant ELSE o.level_id END"
)
_OWN = {
    ("orders_order", "number"): "{first} + b.n",
    ("orders_order", "email"): _BUYER,
    ("orders_order", "user_id"): "CASE WHEN b.buyer % 3 = 0 THEN {first} + b.buyer / 3 END",
    ("orders_order", "cart_key"): "NULL::bigint",
    ("notifications_mailmessage", "recipient"): _BUYER,
    ("notifications_mailmessage", "sent_at"): "o.created_at + b.shift",
    ("notifications_mailmessage", "compose"): "NULL::jsonb",
    ("notifications_mailmessage", "subject"): "CASE o.subject WHEN '' THEN 'Your order' ELSE o.subject END",
    ("notifications_mailmessage", "html"): "''",
    ("fulfilment_withdrawal", "email"): _BUYER,
    ("fulfilment_withdrawal", "name"): _NAME,
    ("fulfilment_withdrawal", "order_number"): "({first} + b.n)::text",
    ("orders_orderaddress", "full_name"): _NAME,
    ("orders_orderaddress", "postcode"): "(10000 + b.buyer % 80000)::text",
    ("orders_orderaddress", "phone"): "'+49 30 ' || 1000000 + b.buyer",
    ("orders_orderline", "sku"): "CASE WHEN o.sku = 'ONE' AND b.variant IS NOT NULL THEN 'BENCH-' || b.variant ELSE o.sku END",
    ("orders_orderline", "variant_id"): "CASE WHEN o.sku = 'ONE' THEN coalesce(b.variant, o.variant_id) ELSE o.variant_id END",
    ("orders_allocation", "level_id"): _LEVEL,
    ("inventory_stockmovement", "level_id"): _LEVEL,
    ("fulfilment_fulfilment", "tracking_number"): "CASE o.tracking_number WHEN '' THEN '' ELSE 'JJD' || 10000000 + b.n END",
    ("payments_payment", "provider_ref"): "CASE o.provider_ref WHEN '' THEN '' ELSE 'pi_b' || b.n END",
    ("payments_refund", "provider_ref"): "CASE o.provider_ref WHEN '' THEN '' ELSE 're_b' || b.n || '_' || o.place END",
}  # fmt: skip


def fill_orders(count: int) -> None:
    """Make an order of each kind by the shop's operations, and copy them with all rows that belong to them."""
    from django.db import connection

    templates = make_templates()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '128MB'; SET synchronous_commit = off")
        trees = {order: _tree_of(cursor, order) for order in templates.values()}
        tables = sorted({table for tree in trees.values() for table in tree})
        _plan_copies(cursor, templates, trees, count)
        with without_indexes(cursor, [*tables, "accounts_user", "accounts_address"]):
            for table in tables:
                _copy(cursor, table)
            _run(cursor, _BUYERS, users=count // 9)
        _run(cursor, _OTHERS, count=count)
        move_sequences(cursor)
        cursor.execute("SELECT setval('orders_number_seq', (SELECT max(number) FROM orders_order))")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET session_replication_role = DEFAULT; RESET statement_timeout")


def _tree_of(cursor: CursorWrapper, order: int) -> dict[str, list[int]]:
    """Return {table: ids} of an order and of all that belongs to it, mails and history too."""
    cursor.execute(_REFERENCES)
    references = [
        row for row in cursor.fetchall() if row[0].split("_")[0] in {"orders", "payments", "fulfilment", "ledger"}
    ]
    tree: dict[str, set[int]] = {"orders_order": {order}}
    grown = True
    while grown:
        grown = False
        for table, column, target in references:
            if target in tree and table != "orders_order":
                cursor.execute(f"SELECT id FROM {table} WHERE {column} = ANY(%s)", [list(tree[target])])
                ids = {key for (key,) in cursor.fetchall()} - tree.get(table, set())
                grown = grown or bool(ids)
                if ids:
                    tree.setdefault(table, set()).update(ids)
    for table, rows in _LOOSE.items():
        cursor.execute(rows, {"order": order, "lines": list(tree["orders_orderline"])})
        tree[table] = {key for (key,) in cursor.fetchall()}
    tree["history_historyentry"] = set()
    for table, ids in list(tree.items()):
        cursor.execute(
            "SELECT id FROM history_historyentry WHERE table_name = %s AND row_id = ANY(%s)", [table, list(ids)]
        )
        tree["history_historyentry"] |= {key for (key,) in cursor.fetchall()}
    return {table: sorted(ids) for table, ids in tree.items() if ids}


def _plan_copies(cursor: CursorWrapper, templates: dict[str, int], trees: dict[int, Tree], count: int) -> None:
    """Write down which order is copied for each number, and the place of each of its rows among its table's rows."""
    cursor.execute("CREATE TEMP TABLE bench_kind (order_id bigint, young int, young_end int, old int, old_end int)")
    young = old = 0
    for kind, (new, past) in KINDS.items():
        values = [templates[kind], young, young + new, old, old + past]
        cursor.execute("INSERT INTO bench_kind VALUES (%s, %s, %s, %s, %s)", values)
        young, old = young + new, old + past
    assert (young, old) == (1000, 1000), (young, old)
    cursor.execute("CREATE TEMP TABLE bench_row (of text, id bigint, template bigint, place int, most int)")
    for table in {table for tree in trees.values() for table in tree}:
        most = max(len(tree.get(table, ())) for tree in trees.values())
        rows = [
            (table, key, order, place, most)
            for order, tree in trees.items()
            for place, key in enumerate(tree.get(table, ()))
        ]
        cursor.executemany("INSERT INTO bench_row VALUES (%s, %s, %s, %s, %s)", rows)
    cursor.execute("SELECT count(*) FROM catalog_product WHERE id > %s", [FIRST])
    products = cursor.fetchone()[0]
    step = YEARS.total_seconds() / count
    _run(cursor, _COPIES, count=count, products=products, buyers=max(count // 3, 1), step=step)
    cursor.execute("ANALYZE bench_copy; ANALYZE bench_row")


def _copy(cursor: CursorWrapper, table: str) -> None:
    """Insert the copies of a table's rows, in the order of time."""
    cursor.execute(_COLUMNS, [table])
    columns = cursor.fetchall()
    cursor.execute(_REFERENCES)
    targets = {column: target for of, column, target in cursor.fetchall() if of == table} | _SOFT.get(table, {})
    places = [name for name, *_ in columns if targets.get(name) in _copied(cursor) or (table, name) in _BY_NAME]
    joined = ", ".join(
        f"(SELECT ARRAY[r.place, r.most] FROM bench_row r WHERE r.id = o.{name} AND r.template = w.template AND r.of = "
        + (_BY_NAME.get((table, name)) or f"'{targets[name]}'")
        + f") AS {name}__at"
        for name in places
    )
    cursor.execute(
        f"CREATE TEMP TABLE bench_rows AS SELECT o.*, w.template, w.place, w.most, p.public_id AS order_name"
        f"{', ' + joined if joined else ''} FROM {table} o JOIN bench_row w ON w.of = '{table}' AND w.id = o.id "
        "JOIN orders_order p ON p.id = w.template"
    )
    names = ", ".join(f'"{name}"' for name, *_ in columns)
    values = ", ".join(_value(table, *column, has_place=column[0] in places) for column in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM bench_copy b JOIN bench_rows o USING (template)"
    )
    print(f"{table}: {cursor.rowcount:,}", flush=True)
    cursor.execute("DROP TABLE bench_rows")


def _value(table: str, name: str, kind: str, *, has_place: bool) -> str:  # noqa: PLR0911  # a kind of column each
    """Return the SQL of a column of a copy: the template's value, moved in time and made its own."""
    own = f"{FIRST} + b.n::bigint * o.most + o.place"
    if fixed := _OWN.get((table, name)) or _OWN.get(("", name)):
        return fixed.format(first=FIRST)
    if name == "id":
        return own
    if has_place:
        return f"CASE WHEN o.{name}__at IS NULL THEN o.{name} ELSE {FIRST} + b.n::bigint * o.{name}__at[2] + o.{name}__at[1] END"
    if name == "public_id":
        return f"left(o.public_id, 4) || lpad(({own})::text, 26, '0')"
    if kind in {"timestamp with time zone", "date"}:
        return f"(o.{name} + b.shift)::{kind}"
    if name in {"source", "dedupe_key", "message_id"}:
        moved = f"replace(o.{name}, o.order_name, 'ord_' || lpad(({FIRST} + b.n)::text, 26, '0'))"
        return f"CASE WHEN o.{name} = '' THEN '' WHEN strpos(o.{name}, o.order_name) > 0 THEN {moved} ELSE o.{name} || '.' || b.n END"
    return f'o."{name}"'


def _copied(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT DISTINCT of FROM bench_row")
    return {table for (table,) in cursor.fetchall()}


def _run(cursor: CursorWrapper, statements: str, **values: Any) -> None:
    for statement in statements.format(first=FIRST, **values).split(";\n"):
        cursor.execute(statement)
