-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.

CREATE VIEW v_order AS
SELECT o.public_id AS order_id, o.number, c.code AS channel, o.status, o.payment_status, o.fulfilment_status,
       o.email, o.currency, o.subtotal_minor, o.shipping_minor, o.tax_minor, o.total_minor, o.credited_minor,
       coalesce(p.captured, 0) AS captured_minor, coalesce(p.refunded, 0) AS refunded_minor,
       o.created_at, o.placed_at, o.payment_deadline, o.version
FROM orders_order o
JOIN channels_channel c ON c.id = o.channel_id
LEFT JOIN LATERAL (SELECT sum(q.captured_minor) AS captured, sum(q.refunded_minor) AS refunded
                   FROM payments_payment q WHERE q.order_id = o.id) p ON true;

COMMENT ON VIEW v_order IS 'Orders.';
COMMENT ON COLUMN v_order.order_id IS 'Public id, ord_….';
COMMENT ON COLUMN v_order.number IS 'Number as people say it.';
COMMENT ON COLUMN v_order.channel IS 'Code of the channel it was sold in.';
COMMENT ON COLUMN v_order.status IS 'draft, pending, placed, on_hold, closed, cancelled or expired.';
COMMENT ON COLUMN v_order.payment_status IS 'Derived from payments: unpaid, authorised, partially_paid, paid, overpaid, partially_refunded, refunded or disputed.';
COMMENT ON COLUMN v_order.fulfilment_status IS 'none_needed, unfulfilled, partial, fulfilled, delivered, partially_returned or returned.';
COMMENT ON COLUMN v_order.email IS 'Address of the buyer.';
COMMENT ON COLUMN v_order.currency IS 'ISO 4217 code of all amounts.';
COMMENT ON COLUMN v_order.subtotal_minor IS 'Lines, tax included.';
COMMENT ON COLUMN v_order.shipping_minor IS 'Delivery, tax included.';
COMMENT ON COLUMN v_order.tax_minor IS 'Tax inside the total.';
COMMENT ON COLUMN v_order.total_minor IS 'subtotal_minor + shipping_minor.';
COMMENT ON COLUMN v_order.credited_minor IS 'What credit notes took off.';
COMMENT ON COLUMN v_order.captured_minor IS 'Money that came in.';
COMMENT ON COLUMN v_order.refunded_minor IS 'Money booked to go back.';
COMMENT ON COLUMN v_order.created_at IS 'When the order was written.';
COMMENT ON COLUMN v_order.placed_at IS 'When it was placed (paid, authorised, or on invoice terms).';
COMMENT ON COLUMN v_order.payment_deadline IS 'Unpaid after this, it expires.';
COMMENT ON COLUMN v_order.version IS 'Raised at each change.';
