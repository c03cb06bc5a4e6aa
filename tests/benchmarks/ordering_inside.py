"""Runs inside the shop for `ordering`: fills it, stores orders, counts statements, checks the books."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import django

from shop.core.actor import By

_TABLES = """
CREATE TABLE bare_order (id bigserial PRIMARY KEY, email text NOT NULL, total bigint NOT NULL,
                         created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE bare_item (id bigserial PRIMARY KEY, order_id bigint NOT NULL REFERENCES bare_order, sku text NOT NULL,
                        quantity int NOT NULL, price bigint NOT NULL);
CREATE TABLE bare_stock (id bigint PRIMARY KEY, on_hand bigint NOT NULL, allocated bigint NOT NULL);
INSERT INTO bare_stock SELECT n, 1000000000, 0 FROM generate_series(1, %s) n;
"""
# Past orders as plain rows, without stock: how large the tables are is what counts.
_STORED = """
INSERT INTO orders_order SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', o.id + 1000 + n, 'public_id', 'ord_old' || n, 'number', o.number + 1000 + n, 'cart_key', NULL, 'status', 'closed',
    'fulfilment_status', 'fulfilled', 'email', 'old' || n || '@example.com'))).*
FROM orders_order o, generate_series(1, %(count)s) n WHERE o.id = (SELECT min(id) FROM orders_order);
INSERT INTO orders_orderline SELECT (jsonb_populate_record(l, jsonb_build_object(
    'id', l.id + 1000 + n * 10, 'order_id', l.order_id + 1000 + n, 'quantity_fulfilled', l.quantity))).*
FROM orders_orderline l, generate_series(1, %(count)s) n WHERE l.order_id = (SELECT min(id) FROM orders_order);
SELECT setval(pg_get_serial_sequence('orders_order', 'id'), (SELECT max(id) FROM orders_order));
SELECT setval(pg_get_serial_sequence('orders_orderline', 'id'), (SELECT max(id) FROM orders_orderline));
SELECT setval('orders_number_seq', (SELECT max(number) FROM orders_order));
"""


def main() -> None:
    django.setup()
    if sys.argv[1] == "verify":
        from shop.reports.verify import find_breaks

        print([(finding.code, finding.count) for finding in find_breaks().broken] or "everything adds up")
        return
    payment, spread, stored = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _fill(spread)
    counts = _count(payment)
    if stored:
        _store(stored)
    json.dump(counts, sys.stdout)


def _fill(spread: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from shop.core.actor import SYSTEM
    from shop.imports.starter import set_up_shop
    from tests.factories.catalog import make_product

    call_command("migrate", interactive=False, verbosity=0)
    set_up_shop(
        name="Bench", currency="EUR", country="DE", countries=["DE"], locale="en_IE", shipping_minor=490, by=By(SYSTEM, timezone.now()),
        opened_at=timezone.now(),
    )  # fmt: skip
    for number in range(spread):
        make_product(f"Thing {number:03}", skus=[f"SKU-{number:03}"], stock=1_000_000_000)
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [spread])


def _store(count: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET statement_timeout = 0")
        for statement in _STORED.split(";\n"):
            if statement.strip():
                cursor.execute(statement, {"count": count})
        cursor.execute("VACUUM ANALYZE")


def _count(payment: str) -> dict[str, tuple[int, int, int]]:
    """(requests, SQL statements, transactions) of each way to buy; the first of each is left out (caches)."""
    from tests.benchmarks.buyers import ADDRESS

    def by_api(client: Any) -> int:
        order = {
            "email": f"{uuid4().hex}@example.com",
            "lines": [{"sku": "SKU-001", "quantity": 1}, {"sku": "SKU-002", "quantity": 1}],
            "shipping_address": ADDRESS,
            "payment": {"provider": payment},
        }
        headers = {"Idempotency-Key": str(uuid4())}
        answer = client.post("/api/v1/orders/", json.dumps(order), content_type="application/json", headers=headers)
        assert answer.status_code == 201, answer.content
        return 1

    def by_pages(client: Any) -> int:
        assert client.post("/cart/lines/", {"sku": "SKU-001"}).status_code in (302, 303)
        page = client.get("/checkout/").content.decode()
        hidden = re.compile(r'name="(csrfmiddlewaretoken|cart|seen_total|agreed)"[^>]*? value="([^"]*)"')
        form = dict(hidden.findall(page)) | ADDRESS | {"email": f"{uuid4().hex}@example.com", "payment": payment}
        answer = client.post("/checkout/", form | {"shipping_method": "standard", "order": "1"})
        assert answer.status_code in (302, 303), answer.content.decode()[-3000:]
        assert client.get(answer["Location"]).status_code == 200
        return 4

    return {"place order (API)": _counted(by_api), "whole checkout by pages": _counted(by_pages)}


def _counted(buy: Callable[[Any], int]) -> tuple[int, int, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    buy(Client(headers={"host": "127.0.0.1"}))
    with CaptureQueriesContext(connection) as captured:
        requests = buy(Client(headers={"host": "127.0.0.1"}))
    statements = [query["sql"] for query in captured]
    frame = [sql for sql in statements if re.match(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", sql)]
    return requests, len(statements) - len(frame), sum(sql.startswith("BEGIN") for sql in frame)


if __name__ == "__main__":
    main()
