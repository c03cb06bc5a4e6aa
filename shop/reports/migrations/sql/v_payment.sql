-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.

CREATE VIEW v_payment AS
SELECT p.public_id AS payment_id, o.number, p.provider, p.provider_ref, p.status, t.kind, t.source,
       t.amount_minor, t.currency, t.created_at AS at
FROM payments_paymenttransaction t
JOIN payments_payment p ON p.id = t.payment_id
JOIN orders_order o ON o.id = p.order_id;

COMMENT ON VIEW v_payment IS 'Facts about payments and refunds, one row each.';
COMMENT ON COLUMN v_payment.payment_id IS 'Public id of the payment, which is also the idempotency key at the provider.';
COMMENT ON COLUMN v_payment.number IS 'Number of the order.';
COMMENT ON COLUMN v_payment.provider IS 'Code of the provider.';
COMMENT ON COLUMN v_payment.provider_ref IS 'The provider''s reference.';
COMMENT ON COLUMN v_payment.status IS 'The payment''s status today.';
COMMENT ON COLUMN v_payment.kind IS 'authorise, capture, void, refund, chargeback, chargeback_won or fee.';
COMMENT ON COLUMN v_payment.source IS 'What the fact comes from; unique.';
COMMENT ON COLUMN v_payment.amount_minor IS 'Amount, always positive.';
COMMENT ON COLUMN v_payment.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN v_payment.at IS 'When it was noted.';
