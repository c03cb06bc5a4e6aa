"""From cart to order: one verb a file."""

from .expire_orders import expire_orders, settle_open_payments
from .place_order import CartEmpty, PaymentDeclined, PlacedOrder, PriceChanged, UnknownProduct, place_order
from .settle_payment import settle_payment

__all__ = [
    "CartEmpty",
    "PaymentDeclined",
    "PlacedOrder",
    "PriceChanged",
    "UnknownProduct",
    "expire_orders",
    "place_order",
    "settle_open_payments",
    "settle_payment",
]
