"""Money that came in and went back. The provider is asked outside of transactions; these rows are what we know.

`Payment` is an attempt to pay, `PaymentTransaction` each fact about it, `CreditNote` what a buyer no longer owes,
`Refund` one piece of money on its way back, `ProviderEvent` the inbox for what providers tell us unasked.
"""

from .comparison import ReconcileRun, ReconciliationItem, StatementLine
from .credit import CreditNote, CreditNoteLine, Refund
from .inbox import ProviderEvent
from .payments import Payment, PaymentTransaction
from .testbank import TestCharge, TestRefund

__all__ = [
    "CreditNote",
    "CreditNoteLine",
    "Payment",
    "PaymentTransaction",
    "ProviderEvent",
    "ReconcileRun",
    "ReconciliationItem",
    "Refund",
    "StatementLine",
    "TestCharge",
    "TestRefund",
]
