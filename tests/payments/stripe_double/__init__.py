"""A Stripe of our own for tests: it keeps books, speaks the API over HTTP, and misbehaves on demand.

`StripeDouble` is the server and all its switches; `books.py` holds the rules of sessions, intents, charges, refunds
and disputes, `records.py` what they write down; `wire.py` the form encoding, lists and expansion. It knows what the
shop uses and refuses the rest.
"""

from .server import Fault, StripeDouble

__all__ = ["Fault", "StripeDouble"]
