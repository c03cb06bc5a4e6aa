"""How often something may be done, counted in the database by one atomic statement, and who did it well before.

Attempts are counted in two dimensions, the account that is acted for and the client that acts: many people share an
address, and anybody may name anybody's account. So what one client does to one account stops that client for that
account, long before it stops the client for others or the account for others. Who succeeded before from a client is
known there, and is not stopped by what strangers do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from .errors import DomainError
from .models import AttemptCount, KnownClient
from .sql import known_keys, raise_counters, read_counters

HOUR = timedelta(hours=1)  # the longest window
REMEMBERED = timedelta(days=180)  # since a client succeeded last


class TooManyAttempts(DomainError):
    """The same client has asked for this several times lately, or many did for the same account."""

    code = "too_many_attempts"
    title = gettext_lazy("Too many attempts")
    kind = "limited"
    default_message = gettext_lazy("You have already asked for this several times. Please try again later.")


class Limit(NamedTuple):
    """What an attempt is counted by, a hash, and how often that may be within the window (at most HOUR)."""

    key: str
    most: int
    window: timedelta = HOUR


def hash_of(*parts: str) -> str:
    """Return the key to count or know somebody by: a hash, nothing personal. Case and blanks around do not matter."""
    text = "\n".join(part.strip().lower() for part in parts)
    return sha256(text.encode(errors="replace")).hexdigest()


def two_dimensions(
    what: str, *, account: str, client: str, pair: int, one_account: int, one_client: int, window: timedelta = HOUR
) -> list[Limit]:
    """Return the limits of an attempt: of one client for one account, of all for the account, of the client for all.

    `client` is a network address (`core.clients`), or empty where nobody knows it.
    """
    limits = [
        Limit(hash_of(what, "pair", account, client), pair, window),
        Limit(hash_of(what, "account", account), one_account, window),
    ]
    return [*limits, Limit(hash_of(what, "client", client), one_client, window)] if client else limits


def count_attempt(*, limits: Sequence[Limit], now: datetime) -> None:
    """Count an attempt in the caller's transaction, or refuse it.

    A refused attempt is not counted, because its transaction is rolled back. Locks the counters until the commit.
    Raises: TooManyAttempts, which says when the last of the windows that are full is over.
    """
    full = [began + limit.window for limit, attempts, began in _count_once_more(limits, now) if attempts > limit.most]
    if full:
        raise TooManyAttempts(retry_after=ceil((max(full) - now).total_seconds()))


def count_failure(*, limits: Sequence[Limit], now: datetime) -> int:
    """Count what has failed already, in the caller's transaction; nothing is refused.

    Returns how many there were where a limit has just become full, else 0. Locks the counters until the commit.
    """
    return max((attempts for limit, attempts, _ in _count_once_more(limits, now) if attempts == limit.most), default=0)


def find_full(*, limits: Sequence[Limit], now: datetime) -> dict[str, datetime]:
    """Return {key: when its window is over} of the limits that are full. One query; counts and locks nothing."""
    by_key = {limit.key: limit for limit in limits}
    rows = read_counters(list(by_key))
    counted = [(by_key[key], attempts, began + by_key[key].window) for key, attempts, began in rows]
    return {limit.key: ends for limit, attempts, ends in counted if attempts >= limit.most and ends > now}


def uncount_attempt(*, limits: Sequence[Limit]) -> None:
    """Uncount an attempt that was none, such as a login that succeeded. Locks the counters until the commit."""
    counted = AttemptCount.objects.filter(key__in=[limit.key for limit in limits], attempts__gt=0)
    with transaction.atomic():
        locked = counted.order_by("key").select_for_update()
        AttemptCount.objects.filter(pk__in=locked.values("pk")).update(attempts=F("attempts") - 1)


def remember_clients(*, keys: Iterable[str], now: datetime) -> None:
    """Note who succeeded; keys are hashes. Locks them until the commit."""
    assert connection.in_atomic_block, "remember_clients writes inside the caller's transaction"
    rows = [KnownClient(key=key, seen_at=now) for key in sorted(keys)]
    KnownClient.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["seen_at"])


def find_known(*, keys: Sequence[str], now: datetime) -> str:
    """Return the first of the keys under which somebody has succeeded lately, or nothing."""
    found = known_keys(keys, since=now - REMEMBERED)
    return next((key for key in keys if key in found), "")


def _count_once_more(limits: Sequence[Limit], now: datetime) -> list[tuple[Limit, int, datetime]]:
    """Count once more and return each limit with its count and when its window began."""
    assert connection.in_atomic_block, "attempts are counted inside the caller's transaction"
    by_key = {limit.key: limit for limit in limits}
    rows = raise_counters(windows={limit.key: limit.window for limit in limits}, now=now)
    return [(by_key[key], attempts, began) for key, attempts, began in rows]


def purge_attempts(*, now: datetime) -> int:
    """Forget counters whose window is over and clients not seen for long; returns how many. A periodic job."""
    with transaction.atomic(durable=True):
        counts, _ = AttemptCount.objects.filter(window_began__lt=now - HOUR).delete()
        clients, _ = KnownClient.objects.filter(seen_at__lt=now - REMEMBERED).delete()
    return counts + clients
