"""What staff do with stock, and whom it is told. The refusals that callers tell apart are exported with them."""

from shop.inventory.steps import StockTooLow

from .counting import adjust_stock, receive_stock, set_stock_settings
from .digest import send_low_stock_digest
from .transfers import TransferClosed, cancel_transfer, receive_transfer, send_transfer
from .waiting import AlreadyInStock, notify_back_in_stock, request_back_in_stock, stop_waiting

__all__ = [
    "AlreadyInStock",
    "StockTooLow",
    "TransferClosed",
    "adjust_stock",
    "cancel_transfer",
    "notify_back_in_stock",
    "receive_stock",
    "receive_transfer",
    "request_back_in_stock",
    "send_low_stock_digest",
    "send_transfer",
    "set_stock_settings",
    "stop_waiting",
]
