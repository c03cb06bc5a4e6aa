"""Attempts of an order that ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from shop.payments.models import Payment
from shop.payments.rules import OPEN

from .sums import is_manual


def give_up(*, payments: Iterable[Payment], now: datetime) -> None:
    """Await no money any more from the attempts among a locked order's payments; what came in part stays as it is.

    A transfer is over at once. Whether a provider can still end its attempt, or a debit is on its way, it has to say
    itself: until then it is being checked, so a periodic job asks. The caller asks first, after the commit
    (`operations.end_payment`), which flags for staff what was begun at a provider that is not set up any more.
    """
    assert connection.in_atomic_block, "give_up writes inside the caller's transaction"
    attempts = [payment for payment in payments if payment.status in OPEN]
    for status, is_over in ((Payment.Status.PROCESSING, False), (Payment.Status.CANCELLED, True)):
        keys = [payment.pk for payment in attempts if is_manual(payment) is is_over]
        rows = Payment.objects.filter(pk__in=keys, status__in=OPEN, captured_minor=0)
        rows.update(status=status, redirect_url="", updated_at=now)
