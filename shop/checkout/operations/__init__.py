"""From cart to order: one verb a file. The refusals that callers tell apart are exported with them."""

from shop.checkout.queries import UnknownProduct
from shop.checkout.steps import TooMuchReserved
from shop.inventory.rules import Shortage
from shop.inventory.steps import OutOfStock
from shop.payments.queries import TooManyDeclines

from .abandon_payment import abandon_payment
from .capture_payment import CaptureRefused, CaptureTooHigh, capture_payment, release_payment
from .confirm_order import ConfirmedTooLate, confirm_order
from .drafts import discard_draft, mail_pay_link, save_draft, send_draft
from .end_change import lapse_changes, withdraw_change
from .expire_orders import expire_orders, settle_open_payments, warn_of_ending_authorisations
from .import_statement import ImportedStatement, assign_line, ignore_line, import_statement
from .mark_paid import MarkedPaid, RecordedElsewhere, mark_paid
from .pay_order import NothingToPay, PaymentUnderWay, amount_due, pay_order
from .place_order import CartEmpty, OrderChanged, PaymentDeclined, PlacedOrder, PriceChanged, place_order
from .provider_events import process_events, receive_event, retry_event
from .reconcile import ReconciliationResult, reconcile, reconcile_due, resolve_item
from .settle_payment import settle_payment

__all__ = [
    "CaptureRefused",
    "CaptureTooHigh",
    "CartEmpty",
    "ConfirmedTooLate",
    "ImportedStatement",
    "MarkedPaid",
    "NothingToPay",
    "OrderChanged",
    "OutOfStock",
    "PaymentDeclined",
    "PaymentUnderWay",
    "PlacedOrder",
    "PriceChanged",
    "ReconciliationResult",
    "RecordedElsewhere",
    "Shortage",
    "TooManyDeclines",
    "TooMuchReserved",
    "UnknownProduct",
    "abandon_payment",
    "amount_due",
    "assign_line",
    "capture_payment",
    "confirm_order",
    "discard_draft",
    "expire_orders",
    "ignore_line",
    "import_statement",
    "lapse_changes",
    "mail_pay_link",
    "mark_paid",
    "pay_order",
    "place_order",
    "process_events",
    "receive_event",
    "reconcile",
    "reconcile_due",
    "release_payment",
    "resolve_item",
    "retry_event",
    "save_draft",
    "send_draft",
    "settle_open_payments",
    "settle_payment",
    "warn_of_ending_authorisations",
    "withdraw_change",
]
