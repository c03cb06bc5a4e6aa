"""Counting declined payments, so that nobody tries out stolen cards here (OWASP OAT-001 Carding)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from shop.payments.queries import DECLINE_WINDOW, TOO_MANY_DECLINES, decline_limits

from .noted import Noted

# Sorted, so that two upserts never wait for each other in a circle. A window that is over begins anew.
_COUNT = """
INSERT INTO payments_declinecount AS mine (key, declines, window_began)
SELECT key, 1, %(now)s FROM unnest(%(keys)s::text[]) AS k (key) ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    declines = CASE WHEN mine.window_began <= %(begin)s THEN 1 ELSE mine.declines + 1 END,
    window_began = CASE WHEN mine.window_began <= %(begin)s THEN excluded.window_began ELSE mine.window_began END
RETURNING key, declines
"""


def count_decline(noted: Noted, now: datetime) -> None:
    """Count a declined payment for its cart, e-mail address and client; tell staff when that is one too many."""
    assert connection.in_atomic_block, "count_decline writes inside the caller's transaction"
    order = noted.order
    limits = decline_limits(cart_id=order.cart_key, email=order.email, client_key=noted.payment.client_key)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": list(limits), "now": now, "begin": now - DECLINE_WINDOW})
        reached = [declines for key, declines in cursor.fetchall() if declines == limits[key]]
    if reached:
        text = f"{max(reached)} payments declined: further attempts are refused for a while"
        noted.events.append((TOO_MANY_DECLINES, text))
