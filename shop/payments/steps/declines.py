"""Counting declined payments, so that nobody tries out stolen cards here (OWASP OAT-001 Carding)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shop.core.limits import count_failure
from shop.payments.queries import TOO_MANY_DECLINES, decline_limits

from .snapshot_changes import SnapshotChanges


def count_decline(changes: SnapshotChanges, now: datetime) -> None:
    """Count a declined payment for its cart, email address and client; tell staff when that is one too many."""
    order = changes.order
    limits = decline_limits(cart_id=order.cart_key, email=order.email, client_key=changes.payment.client_key)
    if declines := count_failure(limits=limits, now=now):
        text = _("%(declines)s payments declined: suspected card testing, further attempts are blocked for a while") % {
            "declines": declines
        }
        changes.events.append((TOO_MANY_DECLINES, text))
