"""Payments and the ledger."""

from django.utils.translation import gettext_lazy as _

from .base import Invariant

PAYMENTS = (
    Invariant(
        "payments.transactions",
        _("The transactions of a payment add up to its amounts"),
        """
        SELECT p.public_id, concat_ws('/', coalesce(t.captured, 0), coalesce(t.disputed, 0), coalesce(t.fee, 0)),
               concat_ws('/', p.captured_minor, p.disputed_minor, p.fee_minor)
        FROM payments_payment p
        LEFT JOIN (SELECT payment_id, sum(amount_minor) FILTER (WHERE kind = 'capture') captured,
                          coalesce(sum(amount_minor) FILTER (WHERE kind = 'chargeback'), 0)
                          - coalesce(sum(amount_minor) FILTER (WHERE kind = 'chargeback_won'), 0) disputed,
                          sum(amount_minor) FILTER (WHERE kind = 'fee') fee
                   FROM payments_paymenttransaction GROUP BY 1) t ON t.payment_id = p.id
        WHERE (coalesce(t.captured, 0), coalesce(t.disputed, 0), coalesce(t.fee, 0))
              IS DISTINCT FROM (p.captured_minor, p.disputed_minor, p.fee_minor)
        """,
    ),
    Invariant(
        "payments.refunds",
        _("Refunds add up to what their payment records, and never exceed what was captured"),
        """
        SELECT p.public_id, coalesce(r.amount, 0)::text, format('%s of %s', p.refunded_minor, p.captured_minor)
        FROM payments_payment p
        LEFT JOIN (SELECT payment_id, sum(amount_minor) amount FROM payments_refund GROUP BY 1) r ON r.payment_id = p.id
        WHERE coalesce(r.amount, 0) <> p.refunded_minor OR p.refunded_minor > p.captured_minor
        """,
    ),
    Invariant(
        "payments.paid_means_order",
        _("Every payment received belongs to an active order, or is refunded"),
        """
        SELECT p.public_id, 'refunded', format('%s kept on an order that is %s',
               p.captured_minor - p.refunded_minor - p.disputed_minor, o.status)
        FROM payments_payment p JOIN orders_order o ON o.id = p.order_id
        WHERE o.status IN ('expired', 'cancelled') AND p.captured_minor > p.refunded_minor + p.disputed_minor
          AND p.review = ''
        """,
    ),
    Invariant(
        "payments.currency",
        _("A payment has the currency of its order, and a refund that of its payment"),
        """
        SELECT p.public_id, o.currency, p.currency FROM payments_payment p JOIN orders_order o ON o.id = p.order_id
        WHERE p.currency <> o.currency
        UNION ALL
        SELECT r.public_id, p.currency, r.currency FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
        WHERE p.currency <> r.currency
        """,
    ),
    Invariant(
        "payments.doubt",
        _("No payment stays unresolved"),
        """
        SELECT p.public_id, 'decided', format('%s since %s', p.status, p.updated_at) FROM payments_payment p
        JOIN orders_order o ON o.id = p.order_id
        WHERE p.status IN ('created', 'requires_action') AND o.status IN ('expired', 'cancelled')
        """,
    ),
    Invariant(
        "payments.refunds_booked",
        _("Refunds that arrived equal what was recorded as refunded, less what was returned"),
        """
        SELECT p.public_id, coalesce(r.arrived, 0)::text, coalesce(t.noted, 0)::text FROM payments_payment p
        LEFT JOIN (SELECT payment_id, sum(amount_minor) arrived FROM payments_refund WHERE status = 'succeeded'
                   GROUP BY 1) r ON r.payment_id = p.id
        LEFT JOIN (SELECT payment_id, sum(CASE kind WHEN 'refund' THEN amount_minor ELSE -amount_minor END) noted
                   FROM payments_paymenttransaction WHERE kind IN ('refund', 'refund_failed') GROUP BY 1) t
               ON t.payment_id = p.id
        WHERE coalesce(r.arrived, 0) <> coalesce(t.noted, 0)
        """,
    ),
    Invariant(
        "payments.refunds_failed",
        _("No refund that failed or was returned by a bank waits to be sent again"),
        """
        SELECT r.public_id, 'sent again', format('%s %s: %s', r.amount_minor, r.currency, r.failure)
        FROM payments_refund r WHERE r.status = 'failed'
        """,
        is_attention=True,
    ),
    Invariant(
        "payments.review",
        _("No payment is waiting to be reviewed"),
        """
        SELECT public_id, 'looked at', review FROM payments_payment WHERE review <> ''
        """,
        is_attention=True,
    ),
)

LEDGER = (
    Invariant(
        "ledger.balanced",
        _("Every journal entry sums to zero in each currency"),
        """
        SELECT j.source, '0', coalesce(sum(e.amount_minor)::text, 'no entries') FROM ledger_journal j
        LEFT JOIN ledger_entry e ON e.journal_id = j.id GROUP BY j.id, j.source, e.currency
        HAVING sum(e.amount_minor) IS DISTINCT FROM 0
        """,
    ),
    Invariant(
        "ledger.sales",
        _("Every placed order has its total in the ledger, and no other order does"),
        """
        SELECT format('order %s', o.number), CASE WHEN o.placed_at IS NOT NULL THEN o.total_minor ELSE 0 END::text,
               coalesce(b.sold, 0)::text
        FROM orders_order o
        LEFT JOIN (SELECT j.order_id, sum(e.amount_minor) sold FROM ledger_journal j
                   JOIN ledger_entry e ON e.journal_id = j.id AND e.account = 'receivable'
                   WHERE j.kind = 'sale' GROUP BY 1) b ON b.order_id = o.id
        WHERE CASE WHEN o.placed_at IS NOT NULL THEN o.total_minor ELSE 0 END <> coalesce(b.sold, 0)
        """,
    ),
    Invariant(
        "ledger.money",
        _("Payments and refunds in the ledger match the payments"),
        """
        SELECT format('order %s', o.number), concat_ws('/', coalesce(p.captured, 0), coalesce(p.back, 0)),
               concat_ws('/', coalesce(b.captured, 0), coalesce(b.back, 0))
        FROM orders_order o
        LEFT JOIN (SELECT order_id, sum(captured_minor) captured,
                          sum((SELECT coalesce(sum(r.amount_minor), 0) FROM payments_refund r
                               WHERE r.payment_id = p.id AND r.status = 'succeeded')) back
                   FROM payments_payment p GROUP BY 1) p ON p.order_id = o.id
        LEFT JOIN (SELECT j.order_id, -sum(e.amount_minor) FILTER (WHERE j.kind = 'capture') captured,
                          sum(e.amount_minor) FILTER (WHERE j.kind = 'refund') back
                   FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id AND e.account = 'receivable'
                   GROUP BY 1) b ON b.order_id = o.id
        WHERE (coalesce(p.captured, 0), coalesce(p.back, 0)) IS DISTINCT FROM
              (coalesce(b.captured, 0), coalesce(b.back, 0))
        """,
    ),
    Invariant(
        "ledger.credits",
        _("Credit notes match the credits in the ledger"),
        """
        SELECT format('order %s', o.number), CASE WHEN o.placed_at IS NOT NULL THEN o.credited_minor ELSE 0 END::text,
               coalesce(b.credited, 0)::text
        FROM orders_order o
        LEFT JOIN (SELECT j.order_id, -sum(e.amount_minor) credited FROM ledger_journal j
                   JOIN ledger_entry e ON e.journal_id = j.id AND e.account = 'receivable'
                   WHERE j.kind IN ('credit', 'write_off') GROUP BY 1) b ON b.order_id = o.id
        WHERE CASE WHEN o.placed_at IS NOT NULL THEN o.credited_minor ELSE 0 END <> coalesce(b.credited, 0)
        """,
    ),
    Invariant(
        "ledger.receivable",
        _("What a buyer owes in the ledger is sold − credited − paid + refunded + owed again after disputes"),
        """
        SELECT format('order %s', o.number), e.due::text, coalesce(b.due, 0)::text
        FROM orders_order o
        CROSS JOIN LATERAL (
            SELECT CASE WHEN o.placed_at IS NULL THEN 0 ELSE o.total_minor - o.credited_minor END
                   - coalesce(sum(p.captured_minor), 0)
                   + coalesce(sum(least(p.disputed_minor, p.captured_minor - p.refunded_minor))
                              FILTER (WHERE p.status = 'lost'), 0)
                   + coalesce(sum((SELECT sum(r.amount_minor) FROM payments_refund r
                                   WHERE r.payment_id = p.id AND r.status = 'succeeded')), 0) due
            FROM payments_payment p WHERE p.order_id = o.id) e
        LEFT JOIN (SELECT j.order_id, sum(e.amount_minor) due FROM ledger_journal j
                   JOIN ledger_entry e ON e.journal_id = j.id AND e.account = 'receivable' GROUP BY 1) b
               ON b.order_id = o.id
        WHERE e.due <> coalesce(b.due, 0)
        """,
    ),
    Invariant(
        "ledger.held",
        _("Authorised amounts in the ledger match the payments"),
        """
        SELECT format('order %s', o.number), coalesce(p.held, 0)::text, coalesce(b.held, 0)::text
        FROM orders_order o
        LEFT JOIN (SELECT order_id, sum(greatest(0, authorised_minor - captured_minor)) held
                   FROM payments_payment WHERE status = 'authorised' GROUP BY 1) p ON p.order_id = o.id
        LEFT JOIN (SELECT j.order_id, sum(e.amount_minor) held FROM ledger_journal j
                   JOIN ledger_entry e ON e.journal_id = j.id AND e.account = 'authorised' GROUP BY 1) b
               ON b.order_id = o.id
        WHERE coalesce(p.held, 0) <> coalesce(b.held, 0)
        """,
    ),
)
