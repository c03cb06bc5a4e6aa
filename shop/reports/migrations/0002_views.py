from django.db import migrations

# Read-only views with stable columns for auditors, spreadsheets and other tools (docs/views.md). Tables may change
# from release to release; these columns only grow. Amounts are minor units of the row's currency, times are UTC.
# A view of a single table could be written to; joined with a constant it cannot.

VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "v_stock": (
        "Stock of each variant at each location.",
        """
        SELECT l.id AS level_id, v.sku, p.name AS product, c.code AS location, l.on_hand, l.allocated, l.reserved,
               l.safety, l.backorder_limit,
               greatest(0, l.on_hand + l.backorder_limit - l.safety - l.allocated - l.reserved) AS available,
               l.expected_on, m.on_hand AS moved_on_hand, m.allocated AS moved_allocated, m.reserved AS moved_reserved
        FROM inventory_stocklevel l
        JOIN catalog_variant v ON v.id = l.variant_id
        JOIN catalog_product p ON p.id = v.product_id
        JOIN inventory_location c ON c.id = l.location_id
        LEFT JOIN LATERAL (SELECT sum(s.on_hand) AS on_hand, sum(s.allocated) AS allocated, sum(s.reserved) AS reserved
                           FROM inventory_stockmovement s WHERE s.level_id = l.id) m ON true
        """,
        {
            "level_id": "Key of the stock level.",
            "sku": "SKU of the variant.",
            "product": "Name of the product.",
            "location": "Code of the location.",
            "on_hand": "Units that are there.",
            "allocated": "Of these, units that placed orders hold.",
            "reserved": "Of these, units that orders hold while they are being paid.",
            "safety": "Units kept back from sale.",
            "backorder_limit": "Units that may be sold before they are there.",
            "available": "Units that can be sold now.",
            "expected_on": "Day on which more arrive.",
            "moved_on_hand": "Sum of all movements of on_hand; equals on_hand.",
            "moved_allocated": "Sum of all movements of allocated; equals allocated.",
            "moved_reserved": "Sum of all movements of reserved; equals reserved.",
        },
    ),
    "v_order": (
        "Orders.",
        """
        SELECT o.public_id AS order_id, o.number, c.code AS channel, o.status, o.payment_status, o.fulfilment_status,
               o.email, o.currency, o.subtotal_minor, o.shipping_minor, o.tax_minor, o.total_minor, o.credited_minor,
               coalesce(p.captured, 0) AS captured_minor, coalesce(p.refunded, 0) AS refunded_minor,
               o.created_at, o.placed_at, o.payment_deadline, o.version
        FROM orders_order o
        JOIN channels_channel c ON c.id = o.channel_id
        LEFT JOIN LATERAL (SELECT sum(q.captured_minor) AS captured, sum(q.refunded_minor) AS refunded
                           FROM payments_payment q WHERE q.order_id = o.id) p ON true
        """,
        {
            "order_id": "Public id, ord_….",
            "number": "Number as people say it.",
            "channel": "Code of the channel it was sold in.",
            "status": "draft, pending, placed, on_hold, closed, cancelled or expired.",
            "payment_status": "Derived from payments: unpaid, authorised, partially_paid, paid, overpaid,"
            " partially_refunded, refunded or disputed.",
            "fulfilment_status": "none_needed, unfulfilled, partial, fulfilled, delivered, partially_returned or returned.",
            "email": "Address of the buyer.",
            "currency": "ISO 4217 code of all amounts.",
            "subtotal_minor": "Lines, tax included.",
            "shipping_minor": "Delivery, tax included.",
            "tax_minor": "Tax inside the total.",
            "total_minor": "subtotal_minor + shipping_minor.",
            "credited_minor": "What credit notes took off.",
            "captured_minor": "Money that came in.",
            "refunded_minor": "Money booked to go back.",
            "created_at": "When the order was written.",
            "placed_at": "When it was placed (paid, authorised, or on invoice terms).",
            "payment_deadline": "Unpaid after this, it expires.",
            "version": "Raised at each change.",
        },
    ),
    "v_order_line": (
        "Lines of orders, as they were bought.",
        """
        SELECT o.public_id AS order_id, o.number, l.position, l.sku, l.name, l.quantity, l.quantity_fulfilled,
               l.quantity_cancelled, l.quantity_returned, o.currency, l.unit_minor, l.total_minor, l.tax_rate,
               l.tax_minor, l.credited_minor, coalesce(a.units, 0) AS allocated, coalesce(r.units, 0) AS reserved
        FROM orders_orderline l
        JOIN orders_order o ON o.id = l.order_id
        LEFT JOIN LATERAL (SELECT sum(quantity) AS units FROM orders_allocation WHERE line_id = l.id) a ON true
        LEFT JOIN LATERAL (SELECT sum(quantity) AS units FROM orders_reservation WHERE line_id = l.id) r ON true
        """,
        {
            "order_id": "Public id of the order.",
            "number": "Number of the order.",
            "position": "Place in the order, from 1.",
            "sku": "SKU when it was bought.",
            "name": "Name when it was bought.",
            "quantity": "Units bought.",
            "quantity_fulfilled": "Of these, sent.",
            "quantity_cancelled": "Of these, never to be sent.",
            "quantity_returned": "Of those sent, back in the house.",
            "currency": "ISO 4217 code.",
            "unit_minor": "Price of one, tax included.",
            "total_minor": "unit_minor × quantity.",
            "tax_rate": "Rate, 0.19 for 19 %.",
            "tax_minor": "Tax inside total_minor.",
            "credited_minor": "What credit notes took off this line.",
            "allocated": "Units of stock that the line holds (of a bundle: of its parts).",
            "reserved": "Units of stock held while the order is being paid.",
        },
    ),
    "v_payment": (
        "Facts about payments and refunds, one row each.",
        """
        SELECT p.public_id AS payment_id, o.number, p.provider, p.provider_ref, p.status, t.kind, t.source,
               t.amount_minor, t.currency, t.created_at AS at
        FROM payments_paymenttransaction t
        JOIN payments_payment p ON p.id = t.payment_id
        JOIN orders_order o ON o.id = p.order_id
        """,
        {
            "payment_id": "Public id of the payment, which is also the idempotency key at the provider.",
            "number": "Number of the order.",
            "provider": "Code of the provider.",
            "provider_ref": "The provider's reference.",
            "status": "The payment's status today.",
            "kind": "authorise, capture, void, refund, chargeback, chargeback_won or fee.",
            "source": "What the fact comes from; unique.",
            "amount_minor": "Amount, always positive.",
            "currency": "ISO 4217 code.",
            "at": "When it was noted.",
        },
    ),
    "v_ledger": (
        "The books: each entry with its journal.",
        """
        SELECT e.id AS entry_id, j.id AS journal_id, j.kind, j.source, o.number, e.account, e.amount_minor, e.currency,
               j.memo, j.actor_label AS actor, j.created_at AS at
        FROM ledger_entry e
        JOIN ledger_journal j ON j.id = e.journal_id
        LEFT JOIN orders_order o ON o.id = j.order_id
        """,
        {
            "entry_id": "Key of the entry; grows.",
            "journal_id": "Key of the journal; the entries of one sum to zero in each currency.",
            "kind": "What happened: sale, capture, credit, refund, fee, …",
            "source": "What was booked; unique.",
            "number": "Number of the order.",
            "account": "Account of the entry.",
            "amount_minor": "Debit positive, credit negative.",
            "currency": "ISO 4217 code.",
            "memo": "Text of the journal.",
            "actor": "Who acted, where a person did.",
            "at": "When it was booked.",
        },
    ),
    "v_outbox": (
        "Mail that was, or will be, sent.",
        """
        SELECT m.id AS message_key, m.dedupe_key, m.message_id, m.recipient, m.subject,
               CASE WHEN m.sent_at IS NOT NULL THEN 'sent' WHEN m.parked_at IS NOT NULL THEN 'parked' ELSE 'waiting' END
               AS state, m.tries, m.created_at, m.next_try_at, m.sent_at, m.last_error
        FROM notifications_mailmessage m CROSS JOIN (VALUES (true)) read_only
        """,
        {
            "message_key": "Key of the message.",
            "dedupe_key": "What the message is for; unique, so nothing is sent twice.",
            "message_id": "Message-ID; stays the same when sending is repeated.",
            "recipient": "Address.",
            "subject": "Subject.",
            "state": "waiting, sent or parked (given up).",
            "tries": "How often it was tried.",
            "created_at": "When it was queued, in the transaction that it tells of.",
            "next_try_at": "When it is tried next.",
            "sent_at": "When the mail server took it.",
            "last_error": "What went wrong last.",
        },
    ),
    "v_inbox": (
        "Events that payment providers told us by webhook.",
        """
        SELECT e.id AS event_key, e.provider, e.event_id, e.kind, e.reference, e.outcome, e.tries, e.received_at,
               e.processed_at, e.failure
        FROM payments_providerevent e CROSS JOIN (VALUES (true)) read_only
        """,
        {
            "event_key": "Key of the event.",
            "provider": "Code of the provider.",
            "event_id": "The provider's id of the event; unique per provider.",
            "kind": "The provider's type of event.",
            "reference": "The payment it is about.",
            "outcome": "waiting, done, ignored or parked (failed too often).",
            "tries": "How often it was processed.",
            "received_at": "When it came in.",
            "processed_at": "When it was done with.",
            "failure": "What went wrong last.",
        },
    ),
    "v_status_log": (
        "Every status that an order, a payment, a refund, a parcel, a return or a withdrawal came to, and by whom.",
        """
        SELECT h.id AS entry_key, split_part(h.table_name, '_', 2) AS what, h.row_id, o.number, f.field,
               CASE h.operation WHEN 'update' THEN h.changes -> f.field ->> 0 END AS old,
               CASE h.operation WHEN 'update' THEN h.changes -> f.field ->> 1 ELSE h.changes ->> f.field END AS new,
               h.actor_kind, h.actor_label AS actor, h.reason, h.at
        FROM history_historyentry h
        CROSS JOIN (VALUES ('status'), ('payment_status'), ('fulfilment_status')) f (field)
        LEFT JOIN payments_payment p ON h.table_name = 'payments_refund' AND p.id = h.parent_id
        LEFT JOIN orders_order o ON o.id = CASE h.table_name WHEN 'orders_order' THEN h.row_id
                                                             WHEN 'payments_refund' THEN p.order_id
                                                             ELSE h.parent_id END
        WHERE h.table_name IN ('orders_order', 'payments_payment', 'payments_refund', 'fulfilment_fulfilment',
                               'fulfilment_return', 'fulfilment_withdrawal')
          AND h.operation <> 'delete' AND h.changes ? f.field
        """,
        {
            "entry_key": "Key of the entry; grows.",
            "what": "order, payment, refund, fulfilment (a parcel), return or withdrawal.",
            "row_id": "Key of that.",
            "number": "Number of the order, where there is one.",
            "field": "status; of orders also payment_status and fulfilment_status.",
            "old": "The value before; nothing at the beginning.",
            "new": "The value after.",
            "actor_kind": "guest, customer, staff, system, or nothing for a write from outside the shop.",
            "actor": "Who acted, of staff.",
            "reason": "Why, where somebody said so.",
            "at": "When.",
        },
    ),
}


def _create(name: str, comment: str, query: str, columns: dict[str, str]) -> str:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    comments = "".join(f"COMMENT ON COLUMN {name}.{column} IS {quoted(text)};\n" for column, text in columns.items())
    return f"CREATE VIEW {name} AS {query};\nCOMMENT ON VIEW {name} IS {quoted(comment)};\n{comments}"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("history", "0004_track_money_and_parcels"),
        ("inventory", "0002_movements"),
        ("orders", "0007_returning"),
        ("payments", "0002_transactions_and_credit_notes"),
        ("ledger", "0002_guards"),
        ("notifications", "0003_compose"),
    ]
    operations = [
        migrations.RunSQL(_create(name, *parts), f"DROP VIEW {name}") for name, parts in VIEWS.items()
    ]
