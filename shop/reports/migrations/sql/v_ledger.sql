-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.

CREATE VIEW v_ledger AS
SELECT e.id AS entry_id, j.id AS journal_id, j.kind, j.source, o.number, e.account, e.amount_minor, e.currency,
       j.memo, j.actor_label AS actor, j.created_at AS at
FROM ledger_entry e
JOIN ledger_journal j ON j.id = e.journal_id
LEFT JOIN orders_order o ON o.id = j.order_id;

COMMENT ON VIEW v_ledger IS 'The books: each entry with its journal.';
COMMENT ON COLUMN v_ledger.entry_id IS 'Key of the entry; grows.';
COMMENT ON COLUMN v_ledger.journal_id IS 'Key of the journal; the entries of one sum to zero in each currency.';
COMMENT ON COLUMN v_ledger.kind IS 'What happened: sale, capture, credit, refund, fee, …';
COMMENT ON COLUMN v_ledger.source IS 'What was booked; unique.';
COMMENT ON COLUMN v_ledger.number IS 'Number of the order.';
COMMENT ON COLUMN v_ledger.account IS 'Account of the entry.';
COMMENT ON COLUMN v_ledger.amount_minor IS 'Debit positive, credit negative.';
COMMENT ON COLUMN v_ledger.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN v_ledger.memo IS 'Text of the journal.';
COMMENT ON COLUMN v_ledger.actor IS 'Who acted, where a person did.';
COMMENT ON COLUMN v_ledger.at IS 'When it was booked.';
