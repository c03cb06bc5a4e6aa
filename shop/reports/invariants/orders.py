"""Orders: totals, units, states, and what was credited."""

from django.utils.translation import gettext_lazy as _

from .base import Invariant

ORDERS = (
    Invariant(
        "orders.totals",
        _("The lines and the delivery of an order add up to its total, and their taxes to its tax"),
        """
        SELECT format('order %s', o.number),
               concat_ws('/', coalesce(l.total, 0), coalesce(l.total, 0) + o.shipping_minor,
                         coalesce(l.tax, 0) + o.shipping_tax_minor),
               concat_ws('/', o.subtotal_minor, o.total_minor, o.tax_minor)
        FROM orders_order o
        LEFT JOIN (SELECT order_id, sum(total_minor) total, sum(tax_minor) tax FROM orders_orderline GROUP BY 1) l
               ON l.order_id = o.id
        WHERE (coalesce(l.total, 0), coalesce(l.total, 0) + o.shipping_minor,
               coalesce(l.tax, 0) + o.shipping_tax_minor)
              IS DISTINCT FROM (o.subtotal_minor, o.total_minor, o.tax_minor)
        """,
    ),
    Invariant(
        "orders.line_units",
        _("Units shipped, cancelled and returned never exceed what was ordered and shipped"),
        """
        SELECT format('line %s', id), quantity::text,
               concat_ws('/', quantity_fulfilled, quantity_cancelled, quantity_returned)
        FROM orders_orderline
        WHERE quantity_fulfilled + quantity_cancelled > quantity OR quantity_returned > quantity_fulfilled
        """,
    ),
    Invariant(
        "orders.parcels",
        _("The shipped units of an order line match its parcels"),
        """
        SELECT format('line %s', l.id), coalesce(p.units, 0)::text, l.quantity_fulfilled::text
        FROM orders_orderline l
        LEFT JOIN (SELECT f.order_line_id, sum(f.quantity) units FROM fulfilment_fulfilmentline f
                   JOIN fulfilment_fulfilment p ON p.id = f.fulfilment_id
                   WHERE p.shipped_at IS NOT NULL AND p.replaces_id IS NULL
                   GROUP BY 1) p ON p.order_line_id = l.id
        WHERE coalesce(p.units, 0) <> l.quantity_fulfilled
        """,
    ),
    Invariant(
        "orders.held",
        _("The held units of an order line are in unshipped parcels or in a change awaiting payment"),
        """
        SELECT format('order %s line %s', o.number, l.position),
               (coalesce(p.units, 0) + coalesce(c.units, 0))::text, l.quantity_held::text
        FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
        LEFT JOIN (SELECT f.order_line_id, sum(f.quantity) units FROM fulfilment_fulfilmentline f
                   JOIN fulfilment_fulfilment p ON p.id = f.fulfilment_id
                   WHERE p.status IN ('planned', 'picking', 'packed') GROUP BY 1) p ON p.order_line_id = l.id
        LEFT JOIN LATERAL (SELECT sum(CASE WHEN l.change_id = w.id THEN l.quantity
                                           ELSE coalesce((w.actions -> 'reduce' ->> l.id::text)::int, 0) END) units
                           FROM orders_orderchange w
                           WHERE w.order_id = l.order_id AND w.status = 'awaiting_payment') c ON true
        WHERE coalesce(p.units, 0) + coalesce(c.units, 0) <> l.quantity_held
        """,
    ),
    Invariant(
        "orders.delivered",
        _("The delivered units of an order line are in parcels that arrived"),
        """
        SELECT format('order %s line %s', o.number, l.position), coalesce(p.units, 0)::text, l.quantity_delivered::text
        FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
        LEFT JOIN (SELECT f.order_line_id, sum(f.quantity) units FROM fulfilment_fulfilmentline f
                   JOIN fulfilment_fulfilment p ON p.id = f.fulfilment_id
                   WHERE p.status = 'delivered' GROUP BY 1) p ON p.order_line_id = l.id
        WHERE coalesce(p.units, 0) <> l.quantity_delivered
        """,
    ),
    Invariant(
        "orders.states",
        _("An order's status fits what happened to it"),
        """
        SELECT format('order %s', o.number), 'consistent', format('%s, %s, %s', o.status, o.payment_status,
               o.fulfilment_status)
        FROM orders_order o
        WHERE (o.status IN ('placed', 'on_hold', 'closed') AND o.placed_at IS NULL)
           OR (o.status IN ('draft', 'pending', 'expired') AND o.placed_at IS NOT NULL)
           OR (o.status = 'closed' AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id
                                               AND l.quantity > l.quantity_fulfilled + l.quantity_cancelled))
        """,
    ),
    Invariant(
        "orders.fulfilment_status",
        _("An order's fulfilment status follows from the units of its lines (orders.rules.fulfilment_status)"),
        """
        SELECT format('order %s', o.number), d.status, o.fulfilment_status
        FROM orders_order o
        JOIN (SELECT order_id, sum(quantity_fulfilled) sent, sum(quantity_returned) back, sum(quantity_delivered) there,
                     bool_or(quantity > quantity_fulfilled + quantity_cancelled) owes
              FROM orders_orderline GROUP BY 1) l ON l.order_id = o.id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN owes AND sent > 0 THEN 'partial' WHEN owes THEN 'unfulfilled'
                        WHEN sent = 0 THEN 'none_needed'
                        WHEN back = sent THEN 'returned' WHEN back > 0 THEN 'partially_returned'
                        WHEN there = sent THEN 'delivered' ELSE 'fulfilled' END status) d
        WHERE o.fulfilment_status <> d.status
        """,
    ),
    Invariant(
        "orders.payment_status",
        _("An order's payment status follows from its payments (orders.rules.payment_status)"),
        """
        SELECT format('order %s', o.number), d.status, o.payment_status
        FROM orders_order o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.authorised_minor - p.captured_minor)
                            FILTER (WHERE p.status = 'authorised' AND p.authorised_minor > p.captured_minor), 0) held,
                   coalesce(sum(p.captured_minor), 0) captured, coalesce(sum(p.refunded_minor), 0) refunded,
                   coalesce(sum(p.disputed_minor), 0) disputed, o.total_minor - o.credited_minor due
            FROM payments_payment p WHERE p.order_id = o.id) s
        CROSS JOIN LATERAL (
            SELECT CASE WHEN disputed > 0 THEN 'disputed'
                        WHEN captured = 0 AND held > 0 THEN 'authorised'
                        WHEN captured = 0 THEN CASE WHEN o.total_minor > 0 THEN 'unpaid' ELSE 'paid' END
                        WHEN refunded >= captured THEN 'refunded'
                        WHEN captured - refunded < due THEN 'partially_paid'
                        WHEN captured - refunded > due THEN 'overpaid'
                        WHEN refunded > 0 AND o.credited_minor > 0 THEN 'partially_refunded' ELSE 'paid' END status) d
        WHERE o.payment_status <> d.status AND (o.total_minor > 0 OR o.placed_at IS NOT NULL)
        """,
    ),
    Invariant(
        "orders.overdue",
        _("No order awaits payment long after its deadline"),
        """
        SELECT format('order %s', number), 'expired or placed', format('pending, was due %s', payment_deadline)
        FROM orders_order WHERE status = 'pending' AND payment_deadline < now() - interval '1 hour'
        """,
        is_attention=True,
    ),
    Invariant(
        "orders.timeline",
        _("Every order has a timeline that names who acted"),
        """
        SELECT format('order %s', o.number), 'at least one event', 'none' FROM orders_order o
        WHERE NOT EXISTS (SELECT FROM orders_orderevent e WHERE e.order_id = o.id AND e.actor_kind <> '')
        """,
    ),
    Invariant(
        "orders.cart_once",
        _("A cart is ordered at most once"),
        """
        SELECT format('cart %s', cart_key), '1', count(*)::text FROM orders_order
        WHERE cart_key IS NOT NULL AND status NOT IN ('cancelled', 'expired') GROUP BY cart_key HAVING count(*) > 1
        """,
    ),
    Invariant(
        "orders.channel",
        _("An order's currency is that of its channel"),
        """
        SELECT format('order %s', o.number), c.currency, o.currency FROM orders_order o
        JOIN channels_channel c ON c.id = o.channel_id WHERE c.currency <> o.currency
        """,
    ),
)

CREDITS = (
    Invariant(
        "credits.totals",
        _("The parts of a credit note add up to it, and the credit notes of an order to its credited amount"),
        """
        SELECT n.public_id, concat_ws('/', n.shipping_minor + n.allowance_minor + coalesce(l.amount, 0),
                                      n.shipping_allowance_minor + coalesce(l.allowance, 0)),
               concat_ws('/', n.total_minor, n.allowance_minor)
        FROM payments_creditnote n
        LEFT JOIN (SELECT note_id, sum(amount_minor) amount, sum(allowance_minor) allowance
                   FROM payments_creditnoteline GROUP BY 1) l ON l.note_id = n.id
        WHERE (n.shipping_minor + n.allowance_minor + coalesce(l.amount, 0),
               n.shipping_allowance_minor + coalesce(l.allowance, 0))
              IS DISTINCT FROM (n.total_minor, n.allowance_minor)
        UNION ALL
        SELECT format('order %s', o.number), concat_ws('/', coalesce(n.total, 0), coalesce(n.shipping, 0)),
               concat_ws('/', o.credited_minor, o.shipping_credited_minor)
        FROM orders_order o
        LEFT JOIN (SELECT order_id, sum(total_minor) total, sum(shipping_minor + shipping_allowance_minor) shipping
                   FROM payments_creditnote GROUP BY 1) n ON n.order_id = o.id
        WHERE (coalesce(n.total, 0), coalesce(n.shipping, 0))
              IS DISTINCT FROM (o.credited_minor, o.shipping_credited_minor)
        UNION ALL
        SELECT format('line %s', l.id), coalesce(c.amount, 0)::text, l.credited_minor::text
        FROM orders_orderline l
        LEFT JOIN (SELECT order_line_id, sum(amount_minor + allowance_minor) amount
                   FROM payments_creditnoteline GROUP BY 1) c ON c.order_line_id = l.id
        WHERE coalesce(c.amount, 0) <> l.credited_minor
        """,
    ),
    Invariant(
        "credits.tax",
        _("An order that was credited in full has no tax left"),
        """
        SELECT format('order %s', o.number), o.tax_minor::text, sum(n.tax_minor)::text
        FROM orders_order o JOIN payments_creditnote n ON n.order_id = o.id
        WHERE o.credited_minor = o.total_minor GROUP BY o.id HAVING sum(n.tax_minor) <> o.tax_minor
        """,
    ),
    Invariant(
        "credits.limit",
        _("No more is credited than was sold"),
        """
        SELECT format('order %s', number), total_minor::text, credited_minor::text FROM orders_order
        WHERE credited_minor > total_minor OR shipping_credited_minor > shipping_minor
        UNION ALL
        SELECT format('line %s', id), total_minor::text, credited_minor::text FROM orders_orderline
        WHERE credited_minor > total_minor
        """,
    ),
)
