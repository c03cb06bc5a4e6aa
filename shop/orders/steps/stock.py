"""What orders hold of stock, inside somebody else's transaction and under the order's lock.

Levels themselves move by `inventory.steps`. `needs` and pieces are of lines; of a bundle's line the parts are held.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F

from shop.core.actor import By
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockMovement
from shop.inventory.rules import Need, StockAssignment
from shop.inventory.steps import (
    AwaitingStock,
    StockChange,
    allocate_stock,
    change_on_hand,
    convert_reserved,
    release_stock,
    reserve_stock,
    ship_stock,
)
from shop.orders.models import Allocation, Order, OrderLine, Reservation
from shop.orders.queries import stock_needs
from shop.orders.sql import add_allocations, drop_assignments, turn_reservations

type LinePieces = tuple[OrderLine, int]


def reserve_units(*, needs: Sequence[Need], expires_at: datetime, by: By) -> None:
    """Hold stock for lines that are being paid: three statements. Locks the stock levels by key. Raises: OutOfStock."""
    assignments = reserve_stock(needs=needs, by=by)
    Reservation.objects.bulk_create(assignment_rows(assignments=assignments, expires_at=expires_at))  # type: ignore[arg-type]


def assignment_rows(
    *, assignments: Sequence[StockAssignment], expires_at: datetime | None
) -> list[Allocation] | list[Reservation]:
    """Return what lines of a new order hold, unsaved: reservations until `expires_at`, without it allocations."""
    if expires_at is None:
        return [
            Allocation(line_id=assignment.line_key, level_id=assignment.level_id, quantity=assignment.quantity)
            for assignment in assignments
        ]
    return [
        Reservation(
            line_id=assignment.line_key,
            level_id=assignment.level_id,
            quantity=assignment.quantity,
            expires_at=expires_at,
        )
        for assignment in assignments
    ]


def allocate_units(*, needs: Sequence[Need], by: By) -> None:
    """Give stock to lines that are placed at once: three statements. Locks the stock levels by key.

    Raises: OutOfStock.
    """
    assignments = allocate_stock(needs=needs, by=by)
    if assignments:
        add_allocations(assignments)


def convert_reservations(*, order: Order, by: By, line_ids: Collection[int] | None = None) -> None:
    """Turn what a locked order (or some of its lines) has reserved into allocations: two statements."""
    assert connection.in_atomic_block, "convert_reservations writes inside the caller's transaction"
    convert_reserved(assignments=turn_reservations(order_id=order.pk, line_ids=line_ids), by=by)


def release_stock_of(*, order: Order, by: By, line_ids: Collection[int] | None = None) -> None:
    """Give back every unit that a locked order (or some of its lines) still holds: two statements."""
    assert connection.in_atomic_block, "release_stock_of writes inside the caller's transaction"
    reserved, allocated = drop_assignments(order_id=order.pk, line_ids=line_ids)
    release_stock(reserved=reserved, allocated=allocated, by=by)


def release_units(*, units: Sequence[LinePieces], by: By) -> None:
    """Give back what some pieces of a locked order's lines hold; what is not there yet goes first.

    Locks allocations and stock levels by key.
    """
    rows = _lock_allocations(units)
    on_hand = {level.pk: level.on_hand for level in lock_levels(level_ids=[row.level_id for row in rows])}
    rows.sort(key=lambda row: (on_hand[row.level_id] >= row.quantity, -row.pk))
    chosen, _ = _pick(units, rows, dict.fromkeys(on_hand, sys.maxsize))
    release_stock(reserved=[], allocated=_reduce_allocations(chosen), by=by)


def ship_units(*, units: Sequence[LinePieces], by: By, location_id: int | None = None) -> None:
    """Book pieces of a locked order's lines out of their allocations and out of stock, of one location if it is named.

    Of a bundle the parts are taken; lines that are not counted hold nothing. Locks allocations and stock levels by
    key. Raises: AwaitingStock where units that were sold before they were there have not arrived, or lie elsewhere.
    """
    rows = _lock_allocations(units)
    levels = {level.pk: level for level in lock_levels(level_ids=[row.level_id for row in rows])}
    limits = {key: level.on_hand if location_id in (None, level.location_id) else 0 for key, level in levels.items()}
    chosen, short = _pick(units, rows, limits)
    for level_id, missing in short.items():
        level = levels[level_id]
        raise AwaitingStock(sku=level.variant.sku, missing=missing, expected_on=level.expected_on)
    ship_stock(assignments=_reduce_allocations(chosen), by=by)


def lock_stock_of(*, order_ids: Collection[int]) -> None:
    """Lock every stock level that locked orders hold or that their goods may come back to, by key.

    For whoever takes several steps in stock: step by step, levels would be locked in another order. Three queries.
    """
    lines = OrderLine.objects.filter(order__in=order_ids)
    pairs = lines.values_list("allocations__level__variant_id", "reservations__level__variant_id")
    wanted = {key for need in stock_needs(units=[(line, 1) for line in lines]) for key, _ in need.units}
    lock_levels(variant_ids=wanted | {key for pair in pairs for key in pair if key is not None})


def restock_units(*, units: Sequence[LinePieces], location_id: int, by: By, note: str = "") -> None:
    """Put pieces that came back and were inspected into stock at a location; what is not counted is left out."""
    changes = [
        StockChange(variant_id, need.quantity * per_piece, need.line_key)
        for need in stock_needs(units=units)
        for variant_id, per_piece in need.units
        if variant_id
    ]
    if changes:
        kind = StockMovement.Kind.RETURN
        change_on_hand(location_id=location_id, changes=changes, kind=kind, by=by, note=note)


def _lock_allocations(units: Sequence[LinePieces]) -> list[Allocation]:
    assert connection.in_atomic_block, "allocations change inside the caller's transaction"
    rows = Allocation.objects.filter(line__in=[line for line, _ in units]).select_related("level")
    return list(rows.order_by("level_id", "pk").select_for_update(of=("self",)))


def _pick(
    units: Sequence[LinePieces], rows: Sequence[Allocation], limits: dict[int, int]
) -> tuple[dict[Allocation, int], dict[int, int]]:
    """Choose units for pieces of lines from allocations, in their order, and of no level more than its limit.

    Returns the units of each allocation, and {level id: units} that are held but beyond the limits.
    """
    chosen: dict[Allocation, int] = {}
    short: dict[int, int] = {}
    for line, pieces in units:
        per_piece = {part["variant_id"]: part["quantity"] for part in line.components}
        own: dict[int, list[Allocation]] = {}
        for row in rows:
            if row.line_id == line.pk:
                own.setdefault(row.level.variant_id, []).append(row)
        for variant_id, held in own.items():
            missing = min(pieces * per_piece.get(variant_id, 1), sum(row.quantity for row in held))
            for row in held:
                part = min(missing, row.quantity, limits[row.level_id])
                if part:
                    chosen[row] = part
                    limits[row.level_id] -= part
                    missing -= part
            if missing:
                short[held[-1].level_id] = missing
    return chosen, short


def _reduce_allocations(chosen: Mapping[Allocation, int]) -> list[StockAssignment]:
    """Take the chosen units out of locked allocations; none is left empty."""
    empty = [row.pk for row, part in chosen.items() if part == row.quantity]
    if empty:
        Allocation.objects.filter(pk__in=empty).delete()
    for row, part in chosen.items():
        if part < row.quantity:
            Allocation.objects.filter(pk=row.pk).update(quantity=F("quantity") - part)
    return [StockAssignment(row.line_id, row.level_id, part) for row, part in chosen.items()]
