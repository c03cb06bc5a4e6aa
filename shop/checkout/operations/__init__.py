"""From cart to order: one verb a file. The refusals that callers tell apart are exported with them."""

from shop.inventory.rules import Shortage
from shop.inventory.steps import OutOfStock

from .expire_orders import expire_orders, settle_open_payments
from .place_order import CartEmpty, PaymentDeclined, PlacedOrder, PriceChanged, UnknownProduct, place_order
from .provider_events import process_events, receive_event
from .settle_payment import settle_payment

__all__ = [
    "CartEmpty",
    "OutOfStock",
    "PaymentDeclined",
    "PlacedOrder",
    "PriceChanged",
    "Shortage",
    "UnknownProduct",
    "expire_orders",
    "place_order",
    "process_events",
    "receive_event",
    "settle_open_payments",
    "settle_payment",
]
