"""Orders: what was bought, frozen. Everything that could change elsewhere is copied when the order is placed."""

from .lines import Allocation, OrderLine, Reservation
from .orders import Order, OrderAddress
from .story import OrderChange, OrderEvent, OrderNote

__all__ = [
    "Allocation",
    "Order",
    "OrderAddress",
    "OrderChange",
    "OrderEvent",
    "OrderLine",
    "OrderNote",
    "Reservation",
]
