"""From order to parcel and back: one verb a file. The refusals that callers tell apart are exported with them."""

from shop.payments.steps import RefundTooHigh

from .cancel_order import cancel_order
from .refund_order import NothingToRefund, refund_order, retry_refund
from .ship_order import NothingToShip, ship_order

__all__ = [
    "NothingToRefund",
    "NothingToShip",
    "RefundTooHigh",
    "cancel_order",
    "refund_order",
    "retry_refund",
    "ship_order",
]
