"""Writing an order, and what follows from what its provider says, inside an operation's transaction."""

from .results import apply_result, is_needless, lapse_order
from .writing import OrderDraft, write_order

__all__ = ["OrderDraft", "apply_result", "is_needless", "lapse_order", "write_order"]
