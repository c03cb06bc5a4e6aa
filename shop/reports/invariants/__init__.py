"""What must always hold, as SQL: each query returns the rows that break a rule.

`verify_shop` runs all of them in one snapshot of the database. A rule that can be a CHECK is one already and stands
here again only where raw SQL or a restore could have gone around it. Add a rule together with what it guards.
"""

from .base import Invariant
from .money import LEDGER, PAYMENTS
from .orders import CREDITS, ORDERS
from .outbox import OUTBOX
from .returns import RETURNS
from .stock import STOCK

INVARIANTS: tuple[Invariant, ...] = (*STOCK, *ORDERS, *RETURNS, *CREDITS, *PAYMENTS, *LEDGER, *OUTBOX)

__all__ = ["INVARIANTS", "Invariant"]
