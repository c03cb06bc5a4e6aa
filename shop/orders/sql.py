"""SQL of orders: what lines have of stock changes by one statement, and open orders are counted under a lock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from shop.inventory.rules import StockAssignment

_CONVERT = """
WITH gone AS (
    DELETE FROM orders_reservation WHERE line_id IN (
        SELECT id FROM orders_orderline
        WHERE order_id = %(order)s AND (%(lines)s::bigint[] IS NULL OR id = ANY(%(lines)s))
    ) RETURNING line_id, level_id, quantity
), made AS (
    INSERT INTO orders_allocation AS mine (line_id, level_id, quantity)
    SELECT line_id, level_id, quantity FROM gone ORDER BY level_id, line_id
    ON CONFLICT (line_id, level_id) DO UPDATE SET quantity = mine.quantity + excluded.quantity
)
SELECT line_id, level_id, quantity FROM gone
"""

_ALLOCATE = """
INSERT INTO orders_allocation AS mine (line_id, level_id, quantity)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::integer[])
ON CONFLICT (line_id, level_id) DO UPDATE SET quantity = mine.quantity + excluded.quantity
"""

_RELEASE = """
WITH own AS (
    SELECT id FROM orders_orderline
    WHERE order_id = %(order)s AND (%(lines)s::bigint[] IS NULL OR id = ANY(%(lines)s))
), reserved AS (
    DELETE FROM orders_reservation WHERE line_id IN (SELECT id FROM own) RETURNING line_id, level_id, quantity
), allocated AS (
    DELETE FROM orders_allocation WHERE line_id IN (SELECT id FROM own) RETURNING line_id, level_id, quantity
)
SELECT true, line_id, level_id, quantity FROM reserved
UNION ALL SELECT false, line_id, level_id, quantity FROM allocated
"""


def turn_reservations(*, order_id: int, line_ids: Collection[int] | None) -> list[StockAssignment]:
    """Turn the reservations of an order, or of its lines that are named, into allocations, and return them.

    SQL, because the ORM takes a statement for each of the two tables and cannot add to an allocation that is there.
    """
    return [StockAssignment(*row) for row in _rows_of_lines(_CONVERT, order_id, line_ids)]


def add_allocations(assignments: Sequence[StockAssignment]) -> None:
    """Insert allocations, or add to those that are there: a lost parcel is sent again while others still wait.

    SQL, because an upsert of the ORM overwrites and cannot add.
    """
    columns = zip(*((each.line_key, each.level_id, each.quantity) for each in assignments), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_ALLOCATE, [list(column) for column in columns])


def drop_assignments(
    *, order_id: int, line_ids: Collection[int] | None
) -> tuple[list[StockAssignment], list[StockAssignment]]:
    """Drop the reservations and allocations of an order, or of its lines that are named, and return both.

    SQL, because the ORM reads before it deletes, table by table.
    """
    rows = _rows_of_lines(_RELEASE, order_id, line_ids)
    reserved = [StockAssignment(*row) for is_reserved, *row in rows if is_reserved]
    return reserved, [StockAssignment(*row) for is_reserved, *row in rows if not is_reserved]


def lock_open_orders(*, user_id: int | None, email: str, client_key: str) -> tuple[int, int]:
    """Lock a buyer and return how many unpaid orders the buyer has, and how many the client.

    SQL, because the lock and the counts are a function of the database (`migrations/sql/open_orders.sql`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT mine, clients FROM orders_open_of(%s, %s, %s)", [user_id, email, client_key])
        mine, clients = cursor.fetchone()
    return int(mine), int(clients)


def lock_unpaid_of(
    *, client_key: str, order_id: int | None
) -> list[tuple[bool, str | None, int | None, int, int | None]]:
    """Lock a client and return what its unpaid orders, and the one named, keep: see the function.

    SQL, because the lock and the sums are a function of the database (`migrations/sql/unpaid_of.sql`).
    """
    with connection.cursor() as cursor:
        sql = "SELECT is_reserved, code, part, units, worth FROM orders_unpaid_of(%s, %s)"
        cursor.execute(sql, [client_key, order_id])
        rows: list[tuple[bool, str | None, int | None, int, int | None]] = cursor.fetchall()
    return rows


def version_now(*, order_id: int) -> int:
    """Return the version of an order. SQL, as every order by the API asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM orders_order WHERE id = %s", [order_id])
        (version,) = cursor.fetchone()
    return int(version)


def _rows_of_lines(sql: str, order_id: int, line_ids: Collection[int] | None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"order": order_id, "lines": None if line_ids is None else list(line_ids)})
        return list(cursor.fetchall())
