"""What waits in tables for a periodic job: mails to send, webhook events to read."""

from django.utils.translation import gettext_lazy as _

from .base import Invariant

OUTBOX = (
    Invariant(
        "outbox.owed",
        _("Every placed order has its confirmation in the outbox"),
        """
        SELECT format('order %s', o.number), 'a mail', 'none' FROM orders_order o
        WHERE o.placed_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM notifications_mailmessage m WHERE m.dedupe_key = o.public_id || ':placed')
        """,
    ),
    Invariant(
        "outbox.late",
        _("No email has waited for hours or failed for good"),
        """
        SELECT format('mail %s', id), 'sent', CASE WHEN parked_at IS NULL THEN 'waiting' ELSE 'given up' END
        FROM notifications_mailmessage
        WHERE sent_at IS NULL AND (parked_at IS NOT NULL OR created_at < now() - interval '6 hours')
        """,
        is_attention=True,
    ),
    Invariant(
        "inbox.late",
        _("No webhook event has waited for long or failed for good"),
        """
        SELECT format('%s %s', provider, event_id), 'done', outcome FROM payments_providerevent
        WHERE outcome = 'parked' OR (outcome = 'waiting' AND received_at < now() - interval '1 hour')
        """,
        is_attention=True,
    ),
)
