from django.db import migrations

# The books begin with what is known of orders that are there already: sold when they were placed, paid by the only
# provider there was, paid back. What went back was given as one reduction of the price; a cancelled order is credited
# line by line. Each part's share of a reduction is the difference of two rounded sums, so the parts add up, and so does
# their tax. Running it again changes nothing: whatever has its source already is left out.

SALES = """
INSERT INTO ledger_journal (kind, source, order_id, memo, actor_label, created_at)
SELECT 'sale', 'sale:' || public_id, id, '', '', placed_at FROM orders_order
WHERE placed_at IS NOT NULL AND total_minor > 0
ON CONFLICT (source) DO NOTHING;

INSERT INTO ledger_entry (journal_id, account, amount_minor, currency)
SELECT j.id, e.account, e.amount, o.currency
FROM ledger_journal j JOIN orders_order o ON o.id = j.order_id AND j.source = 'sale:' || o.public_id
CROSS JOIN LATERAL (VALUES
    ('receivable', o.total_minor),
    ('sales', -(o.subtotal_minor - o.tax_minor + o.shipping_tax_minor)),
    ('shipping_income', -(o.shipping_minor - o.shipping_tax_minor)),
    ('tax_payable', -o.tax_minor)) AS e (account, amount)
WHERE e.amount <> 0 AND NOT EXISTS (SELECT FROM ledger_entry WHERE journal_id = j.id);
"""

MONEY = """
INSERT INTO payments_paymenttransaction (payment_id, kind, source, amount_minor, currency, provider_ref, created_at)
SELECT id, 'capture', 'capture:' || public_id || ':' || captured_minor, captured_minor, currency, provider_ref, created_at
FROM payments_payment p WHERE captured_minor > 0
    AND NOT EXISTS (SELECT FROM payments_paymenttransaction t WHERE t.payment_id = p.id AND t.kind = 'capture');

INSERT INTO payments_paymenttransaction (payment_id, kind, source, amount_minor, currency, provider_ref, created_at)
SELECT payment_id, 'refund', 'refund:' || public_id, amount_minor, currency, provider_ref, updated_at
FROM payments_refund WHERE status = 'succeeded'
ON CONFLICT (source) DO NOTHING;

INSERT INTO ledger_journal (kind, source, order_id, memo, actor_label, created_at)
SELECT t.kind, t.source, p.order_id, '', '', t.created_at
FROM payments_paymenttransaction t JOIN payments_payment p ON p.id = t.payment_id
WHERE t.kind IN ('capture', 'refund')
ON CONFLICT (source) DO NOTHING;

INSERT INTO ledger_entry (journal_id, account, amount_minor, currency)
SELECT j.id, e.account, CASE t.kind WHEN 'capture' THEN e.sign ELSE -e.sign END * t.amount_minor, t.currency
FROM ledger_journal j JOIN payments_paymenttransaction t ON t.source = j.source AND t.kind IN ('capture', 'refund')
CROSS JOIN (VALUES ('clearing', 1), ('receivable', -1)) AS e (account, sign)
WHERE NOT EXISTS (SELECT FROM ledger_entry WHERE journal_id = j.id);
"""

# Shipping is the last part, with no line.
_PARTS = """
CREATE TEMPORARY TABLE ledger_parts ON COMMIT DROP AS
WITH due AS (
    SELECT o.id, o.public_id, o.currency, o.total_minor, o.updated_at, o.status = 'cancelled' AS is_cancel,
           CASE WHEN o.status = 'cancelled' THEN o.total_minor ELSE least(o.total_minor, p.refunded) END AS amount
    FROM orders_order o
    JOIN LATERAL (SELECT coalesce(sum(refunded_minor), 0) refunded FROM payments_payment WHERE order_id = o.id) p ON true
    WHERE o.placed_at IS NOT NULL AND o.total_minor > 0 AND o.credited_minor = 0
        AND (o.status = 'cancelled' OR p.refunded > 0)
), parts AS (
    SELECT due.*, l.id AS line_id, l.position, l.quantity, l.total_minor AS worth, l.tax_minor AS tax
    FROM due JOIN orders_orderline l ON l.order_id = due.id
    UNION ALL
    SELECT due.*, NULL, 2147483647, 0, o.shipping_minor, o.shipping_tax_minor
    FROM due JOIN orders_order o ON o.id = due.id
), summed AS (
    SELECT *, sum(worth) OVER (PARTITION BY id ORDER BY position) AS until FROM parts
), shared AS (
    SELECT *, div(2 * amount * until + total_minor, 2 * total_minor)
              - div(2 * amount * (until - worth) + total_minor, 2 * total_minor) AS share
    FROM summed
)
SELECT *, CASE WHEN worth = 0 THEN 0 ELSE div(2 * tax * share + worth, 2 * worth) END AS share_tax FROM shared;
"""

CREDITS = (
    _PARTS
    + """
INSERT INTO payments_creditnote (order_id, public_id, kind, reason, shipping_minor, allowance_minor,
    shipping_allowance_minor, tax_minor, total_minor, currency, actor_label, created_at)
SELECT id, 'crn_' || substr(public_id, 5), CASE WHEN is_cancel THEN 'cancel' ELSE 'refund' END, '',
    coalesce(sum(share) FILTER (WHERE line_id IS NULL AND is_cancel), 0),
    coalesce(sum(share) FILTER (WHERE NOT is_cancel), 0),
    coalesce(sum(share) FILTER (WHERE line_id IS NULL AND NOT is_cancel), 0),
    sum(share_tax), sum(share), currency, '', updated_at
FROM ledger_parts GROUP BY id, public_id, is_cancel, currency, updated_at;

INSERT INTO payments_creditnoteline (note_id, order_line_id, quantity, amount_minor, allowance_minor, tax_minor)
SELECT n.id, p.line_id, CASE WHEN p.is_cancel THEN p.quantity ELSE 0 END,
    CASE WHEN p.is_cancel THEN p.share ELSE 0 END, CASE WHEN p.is_cancel THEN 0 ELSE p.share END, p.share_tax
FROM ledger_parts p JOIN payments_creditnote n ON n.public_id = 'crn_' || substr(p.public_id, 5)
WHERE p.line_id IS NOT NULL AND p.share > 0;

INSERT INTO ledger_journal (kind, source, order_id, memo, actor_label, created_at)
SELECT 'credit', 'credit:' || n.public_id, n.order_id, '', '', n.created_at
FROM payments_creditnote n JOIN (SELECT DISTINCT id FROM ledger_parts) p ON p.id = n.order_id
ON CONFLICT (source) DO NOTHING;

INSERT INTO ledger_entry (journal_id, account, amount_minor, currency)
SELECT j.id, e.account, e.amount, p.currency
FROM ledger_journal j
JOIN (SELECT id, currency, 'credit:crn_' || substr(public_id, 5) AS source, sum(share) total, sum(share_tax) tax,
             coalesce(sum(share - share_tax) FILTER (WHERE NOT is_cancel), 0) allowances,
             coalesce(sum(share - share_tax) FILTER (WHERE is_cancel AND line_id IS NOT NULL), 0) sales,
             coalesce(sum(share - share_tax) FILTER (WHERE is_cancel AND line_id IS NULL), 0) shipping
      FROM ledger_parts GROUP BY id, currency, public_id) p ON p.source = j.source
CROSS JOIN LATERAL (VALUES ('sales', p.sales), ('shipping_income', p.shipping), ('allowances', p.allowances),
    ('tax_payable', p.tax), ('receivable', -p.total)) AS e (account, amount)
WHERE e.amount <> 0 AND NOT EXISTS (SELECT FROM ledger_entry WHERE journal_id = j.id);

UPDATE orders_orderline l SET credited_minor = p.share FROM ledger_parts p WHERE p.line_id = l.id;

UPDATE orders_order o SET credited_minor = p.total, shipping_credited_minor = p.shipping
FROM (SELECT id, sum(share) total, coalesce(sum(share) FILTER (WHERE line_id IS NULL), 0) shipping
      FROM ledger_parts GROUP BY id) p WHERE p.id = o.id;

DROP TABLE ledger_parts;
"""
)

FORWARD = SALES + MONEY + CREDITS


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_guards"),
        ("orders", "0004_raise_version"),
        ("payments", "0004_allowances_and_declines"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
