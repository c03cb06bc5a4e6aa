"""Writes on payments, inside somebody else's transaction. Nothing here talks to a provider.

Whoever calls holds the order's lock (docs/locking.md).
"""

from shop.payments.rules import OPEN, CreditLine, CreditTooHigh, NothingToCredit

from .credit import credit_all, issue_credit_note
from .declines import count_decline
from .ended import give_up
from .refunds import RefundTooHigh, book_refund, lock_open_and_paid, record_refund_result, refund_excess, send_again
from .snapshot_changes import SnapshotChanges
from .snapshots import covers, excess_of, record_snapshot
from .sums import close_when_done, derived_payment_status, is_manual, refresh_payment_status

__all__ = [
    "OPEN",
    "CreditLine",
    "CreditTooHigh",
    "NothingToCredit",
    "RefundTooHigh",
    "SnapshotChanges",
    "book_refund",
    "close_when_done",
    "count_decline",
    "covers",
    "credit_all",
    "derived_payment_status",
    "excess_of",
    "give_up",
    "is_manual",
    "issue_credit_note",
    "lock_open_and_paid",
    "record_refund_result",
    "record_snapshot",
    "refresh_payment_status",
    "refund_excess",
    "send_again",
]
