"""Returns and withdrawals."""

from django.utils.translation import gettext_lazy as _

from .base import Invariant

RETURNS = (
    Invariant(
        "returns.units",
        _("The returning and returned units of an order line match returns, withdrawals and parcels"),
        """
        SELECT format('line %s', l.id),
               concat_ws('/', coalesce(b.coming, 0) + coalesce(w.coming, 0),
                         coalesce(b.back, 0) + coalesce(w.back, 0) + coalesce(p.back, 0)),
               concat_ws('/', l.quantity_returning, l.quantity_returned)
        FROM orders_orderline l
        LEFT JOIN (SELECT r.order_line_id, sum(r.quantity_received) back,
                          sum(r.quantity - r.quantity_received)
                              FILTER (WHERE o.status IN ('requested', 'approved', 'in_transit', 'received')) coming
                   FROM fulfilment_returnline r JOIN fulfilment_return o ON o.id = r.owner_id GROUP BY 1) b
               ON b.order_line_id = l.id
        LEFT JOIN (SELECT r.order_line_id, sum(r.quantity_received) back,
                          sum(r.quantity_claimed - r.quantity_received)
                              FILTER (WHERE o.status <> 'closed' AND r.exemption = '') coming
                   FROM fulfilment_withdrawalline r JOIN fulfilment_withdrawal o ON o.id = r.owner_id GROUP BY 1) w
               ON w.order_line_id = l.id
        LEFT JOIN (SELECT f.order_line_id, sum(f.quantity) back FROM fulfilment_fulfilmentline f
                   JOIN fulfilment_fulfilment p ON p.id = f.fulfilment_id
                   WHERE p.status = 'returned_to_sender'
                     AND NOT EXISTS (SELECT FROM fulfilment_fulfilment again WHERE again.replaces_id = p.id)
                   GROUP BY 1) p ON p.order_line_id = l.id
        WHERE (coalesce(b.coming, 0) + coalesce(w.coming, 0),
               coalesce(b.back, 0) + coalesce(w.back, 0) + coalesce(p.back, 0))
              IS DISTINCT FROM (l.quantity_returning, l.quantity_returned)
        """,
    ),
    Invariant(
        "withdrawals.receipt",
        _("Every withdrawal has its receipt in the outbox"),
        """
        SELECT w.public_id, 'a mail', 'none' FROM fulfilment_withdrawal w
        WHERE NOT EXISTS (SELECT FROM notifications_mailmessage m WHERE m.dedupe_key = w.public_id || ':receipt')
        """,
    ),
    Invariant(
        "withdrawals.overdue",
        _("No withdrawal is past the day on which its refund is due"),
        """
        SELECT w.public_id, format('refunded until %s', w.refund_due_on), w.status FROM fulfilment_withdrawal w
        WHERE w.status NOT IN ('refunded', 'closed') AND w.refund_due_on < (
            now() AT TIME ZONE coalesce((SELECT time_zone FROM channels_channel WHERE is_default), 'UTC'))::date
        """,
        is_attention=True,
    ),
)
