"""Writing an order, and what follows from what its provider says, inside an operation's transaction."""

from .results import apply_result, is_needless, lapse_order
from .writing import DraftContent, OrderDraft, write_attempt, write_draft, write_order

__all__ = [
    "DraftContent",
    "OrderDraft",
    "apply_result",
    "is_needless",
    "lapse_order",
    "write_attempt",
    "write_draft",
    "write_order",
]
