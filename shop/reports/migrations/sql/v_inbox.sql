-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.
-- A view of a single table could be written to; joined with a constant it cannot.

CREATE VIEW v_inbox AS
SELECT e.id AS event_key, e.provider, e.event_id, e.kind, e.reference, e.outcome, e.tries, e.received_at,
       e.processed_at, e.failure
FROM payments_providerevent e CROSS JOIN (VALUES (true)) read_only;

COMMENT ON VIEW v_inbox IS 'Events that payment providers told us by webhook.';
COMMENT ON COLUMN v_inbox.event_key IS 'Key of the event.';
COMMENT ON COLUMN v_inbox.provider IS 'Code of the provider.';
COMMENT ON COLUMN v_inbox.event_id IS 'The provider''s id of the event; unique per provider.';
COMMENT ON COLUMN v_inbox.kind IS 'The provider''s type of event.';
COMMENT ON COLUMN v_inbox.reference IS 'The payment it is about.';
COMMENT ON COLUMN v_inbox.outcome IS 'waiting, done, ignored or parked (failed too often).';
COMMENT ON COLUMN v_inbox.tries IS 'How often it was processed.';
COMMENT ON COLUMN v_inbox.received_at IS 'When it came in.';
COMMENT ON COLUMN v_inbox.processed_at IS 'When it was done with.';
COMMENT ON COLUMN v_inbox.failure IS 'What went wrong last.';
