-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.
-- A view of a single table could be written to; joined with a constant it cannot.

CREATE VIEW v_outbox AS
SELECT m.id AS message_key, m.dedupe_key, m.message_id, m.recipient, m.subject,
       CASE WHEN m.sent_at IS NOT NULL THEN 'sent' WHEN m.parked_at IS NOT NULL THEN 'parked' ELSE 'waiting' END
       AS state, m.tries, m.created_at, m.next_try_at, m.sent_at, m.last_error
FROM notifications_mailmessage m CROSS JOIN (VALUES (true)) read_only;

COMMENT ON VIEW v_outbox IS 'Mail that was, or will be, sent.';
COMMENT ON COLUMN v_outbox.message_key IS 'Key of the message.';
COMMENT ON COLUMN v_outbox.dedupe_key IS 'What the message is for; unique, so nothing is sent twice.';
COMMENT ON COLUMN v_outbox.message_id IS 'Message-ID; stays the same when sending is repeated.';
COMMENT ON COLUMN v_outbox.recipient IS 'Address.';
COMMENT ON COLUMN v_outbox.subject IS 'Subject.';
COMMENT ON COLUMN v_outbox.state IS 'waiting, sent or parked (given up).';
COMMENT ON COLUMN v_outbox.tries IS 'How often it was tried.';
COMMENT ON COLUMN v_outbox.created_at IS 'When it was queued, in the transaction that it tells of.';
COMMENT ON COLUMN v_outbox.next_try_at IS 'When it is tried next.';
COMMENT ON COLUMN v_outbox.sent_at IS 'When the mail server took it.';
COMMENT ON COLUMN v_outbox.last_error IS 'What went wrong last.';
