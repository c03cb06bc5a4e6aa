"""From order to parcel and back: one verb a file. The refusals that callers tell apart are exported with them."""

from shop.fulfilment.packing import NothingToShip
from shop.inventory.steps import AwaitingStock
from shop.payments.steps import CreditLine, CreditTooHigh, RefundTooHigh

from .cancel_order import NothingToCancel, cancel_order
from .parcels import edit_tracking, move_parcel, prepare_parcels, resend_parcel, ship_parcel
from .refund_order import NothingToRefund, Refunded, refund_order, retry_refund
from .ship_order import ship_order

__all__ = [
    "AwaitingStock",
    "CreditLine",
    "CreditTooHigh",
    "NothingToCancel",
    "NothingToRefund",
    "NothingToShip",
    "RefundTooHigh",
    "Refunded",
    "cancel_order",
    "edit_tracking",
    "move_parcel",
    "prepare_parcels",
    "refund_order",
    "resend_parcel",
    "retry_refund",
    "ship_order",
    "ship_parcel",
]
