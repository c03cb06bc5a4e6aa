"""Writes on what happens to an order after it was placed, inside somebody else's transaction.

Whoever calls holds the order's lock (docs/locking.md): it guards its parcels, returns and withdrawals too.
"""
