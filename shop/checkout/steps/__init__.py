"""Writing an order, and what follows from what its provider says, inside an operation's transaction."""

from .results import apply_result, is_needless, lapse_order
from .unverified import (
    TooMuchReserved,
    UnverifiedLine,
    awaits_link,
    is_verified,
    kept_until,
    known_reader,
    limit_unverified,
    waits_for_link,
)
from .writing import DraftContent, OrderDraft, write_attempt, write_draft, write_order

__all__ = [
    "DraftContent",
    "OrderDraft",
    "TooMuchReserved",
    "UnverifiedLine",
    "apply_result",
    "awaits_link",
    "is_needless",
    "is_verified",
    "kept_until",
    "known_reader",
    "lapse_order",
    "limit_unverified",
    "waits_for_link",
    "write_attempt",
    "write_draft",
    "write_order",
]
