"""The periodic jobs: everything that must happen even when nobody asks.

Huey's consumer starts two threads that go round every few seconds and look into the database only, so that what a
wake-up call missed, and everything while Valkey is away, is done nevertheless.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections
from django.utils import timezone
from huey.contrib.djhuey import on_startup

from shop.cart.operations import purge_carts
from shop.checkout.operations import (
    expire_orders,
    lapse_changes,
    process_events,
    reconcile_due,
    settle_open_payments,
    warn_of_ending_authorisations,
)
from shop.core.acting import acting_as
from shop.core.actor import SYSTEM
from shop.core.changes import forget_changes
from shop.core.idempotency import purge_idempotency
from shop.core.limits import purge_attempts
from shop.fulfilment.operations import close_settled, match_withdrawals
from shop.inventory.operations import notify_back_in_stock, send_low_stock_digest
from shop.notifications.delivery import deliver_due
from shop.payments.operations import sweep_refunds
from shop.reports.operations import verify_nightly
from shop.search.operations import forget_words, refresh_stale

log = logging.getLogger("shop.worker")

ROUND_SECONDS = 3.0
_started = threading.Lock()

Jobs = tuple[Callable[[datetime], int], ...]
_HERE: Jobs = (
    lambda _now: deliver_due(),
    lambda _now: refresh_stale(),
    lambda _now: forget_words(),
    lambda now: warn_of_ending_authorisations(now=now),
    lambda now: match_withdrawals(now=now),
    lambda now: close_settled(now=now),
    lambda now: notify_back_in_stock(now=now),
    lambda now: send_low_stock_digest(now=now),
    lambda now: purge_idempotency(now=now),
    lambda now: purge_attempts(now=now),
    lambda now: forget_changes(now=now),
    lambda now: purge_carts(now=now),
    lambda now: verify_nightly(now=now),
)
# These talk to payment providers. They go round on their own, so that a provider that hangs keeps no mail waiting.
_AT_PROVIDERS: Jobs = (
    lambda now: process_events(now=now),
    lambda now: expire_orders(now=now),
    lambda now: lapse_changes(now=now),
    lambda now: settle_open_payments(now=now),
    lambda now: sweep_refunds(now=now),
    lambda now: reconcile_due(now=now),
)


def sweep(jobs: Jobs = (*_HERE, *_AT_PROVIDERS)) -> int:
    """Go round once; returns how much was done. One job that fails does not keep the others."""
    done = 0
    for job in jobs:
        try:
            done += job(timezone.now())
        except Exception:
            log.exception("sweep failed; the next round tries again")
        finally:
            close_old_connections()
    return done


@on_startup()  # type: ignore[untyped-decorator]
def start_rounds() -> None:
    """Start the threads once per consumer process (Huey calls this for each of its workers)."""
    if _started.acquire(blocking=False):
        for name, jobs in (("sweep", _HERE), ("sweep at providers", _AT_PROVIDERS)):
            threading.Thread(target=_go_round, args=[jobs], name=name, daemon=True).start()


def _go_round(jobs: Jobs) -> None:
    pause = threading.Event()
    with acting_as(SYSTEM):
        while True:
            sweep(jobs)
            pause.wait(ROUND_SECONDS)
