"""From cart to order: one verb a file. The refusals that callers tell apart are exported with them."""

from shop.inventory.steps import OutOfStock, Shortage

from .expire_orders import expire_orders, settle_open_payments
from .place_order import CartEmpty, PaymentDeclined, PlacedOrder, PriceChanged, UnknownProduct, place_order
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
    "settle_open_payments",
    "settle_payment",
]
