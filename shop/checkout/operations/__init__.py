"""From cart to order: one verb a file. The refusals that callers tell apart are exported with them."""

from shop.inventory.rules import Shortage
from shop.inventory.steps import OutOfStock
from shop.payments.queries import TooManyDeclines

from .abandon_payment import abandon_payment
from .capture_payment import CaptureRefused, CaptureTooHigh, capture_payment, release_payment
from .expire_orders import expire_orders, settle_open_payments, warn_of_ending_holds
from .import_statement import ImportedStatement, assign_line, ignore_line, import_statement
from .mark_paid import BookedElsewhere, MarkedPaid, mark_paid
from .place_order import CartEmpty, PaymentDeclined, PlacedOrder, PriceChanged, UnknownProduct, place_order
from .provider_events import process_events, receive_event
from .reconcile import Reconciled, reconcile, reconcile_due, resolve_item
from .settle_payment import settle_payment

__all__ = [
    "BookedElsewhere",
    "CaptureRefused",
    "CaptureTooHigh",
    "CartEmpty",
    "ImportedStatement",
    "MarkedPaid",
    "OutOfStock",
    "PaymentDeclined",
    "PlacedOrder",
    "PriceChanged",
    "Reconciled",
    "Shortage",
    "TooManyDeclines",
    "UnknownProduct",
    "abandon_payment",
    "assign_line",
    "capture_payment",
    "expire_orders",
    "ignore_line",
    "import_statement",
    "mark_paid",
    "place_order",
    "process_events",
    "receive_event",
    "reconcile",
    "reconcile_due",
    "release_payment",
    "resolve_item",
    "settle_open_payments",
    "settle_payment",
    "warn_of_ending_holds",
]
