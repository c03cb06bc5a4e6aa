"""How often somebody may do the same thing within an hour, counted in the database by one atomic statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction

from .errors import DomainError
from .models import AttemptCount

WINDOW = timedelta(hours=1)

# Sorted, so that two upserts never wait for each other in a circle. A window that is over begins anew.
_COUNT = """
INSERT INTO core_attemptcount AS mine (key, attempts, window_began)
SELECT key, 1, %(now)s FROM unnest(%(keys)s::text[]) AS k (key) ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    attempts = CASE WHEN mine.window_began <= %(begin)s THEN 1 ELSE mine.attempts + 1 END,
    window_began = CASE WHEN mine.window_began <= %(begin)s THEN excluded.window_began ELSE mine.window_began END
RETURNING key, attempts
"""


class TooManyAttempts(DomainError):
    """The same address or client has asked for this several times within the hour."""

    code = "too_many_attempts"
    kind = "limited"
    default_message = "You have asked for this several times already. Please try again in an hour."
    retry_after = int(WINDOW.total_seconds())


def attempts_of(what: str, **by: str) -> list[str]:
    """Return the keys to count an attempt by, one for each named value that is not empty: hashes, nothing personal."""
    texts = [f"{what} {name} {value.strip().lower()}" for name, value in by.items() if value.strip()]
    return [sha256(text.encode(errors="replace")).hexdigest() for text in texts]


def count_attempt(*, limits: Mapping[str, int], now: datetime) -> None:
    """Count an attempt for {key: how many are allowed in an hour}, in the caller's transaction.

    A refused attempt is not counted, because its transaction is rolled back. Locks the counters until the commit.
    Raises: TooManyAttempts.
    """
    assert connection.in_atomic_block, "count_attempt writes inside the caller's transaction"
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": list(limits), "now": now, "begin": now - WINDOW})
        counted = cursor.fetchall()
    if any(attempts > limits[key] for key, attempts in counted):
        raise TooManyAttempts


def purge_attempts(*, now: datetime) -> int:
    """Forget counters whose window is over; returns how many. The worker calls this."""
    with transaction.atomic(durable=True):
        deleted, _ = AttemptCount.objects.filter(window_began__lt=now - WINDOW).delete()
    return deleted
