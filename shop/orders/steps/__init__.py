"""Writes on orders, inside somebody else's transaction."""

from .status import (
    MAX_OPEN_OF_CLIENT,
    MAX_OPEN_ORDERS,
    Unpaid,
    add_event,
    cancel_open_units,
    change_status,
    event_rows,
    limit_open_orders,
    lock_unpaid,
    refresh_fulfilment_status,
)
from .stock import (
    LinePieces,
    allocate_units,
    assignment_rows,
    convert_reservations,
    lock_stock_of,
    release_stock_of,
    release_units,
    reserve_units,
    restock_units,
    ship_units,
)

__all__ = [
    "MAX_OPEN_OF_CLIENT",
    "MAX_OPEN_ORDERS",
    "LinePieces",
    "Unpaid",
    "add_event",
    "allocate_units",
    "assignment_rows",
    "cancel_open_units",
    "change_status",
    "convert_reservations",
    "event_rows",
    "limit_open_orders",
    "lock_stock_of",
    "lock_unpaid",
    "refresh_fulfilment_status",
    "release_stock_of",
    "release_units",
    "reserve_units",
    "restock_units",
    "ship_units",
]
