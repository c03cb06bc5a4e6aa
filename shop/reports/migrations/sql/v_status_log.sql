-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.

CREATE VIEW v_status_log AS
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
  AND h.operation <> 'delete' AND h.changes ? f.field;

COMMENT ON VIEW v_status_log IS 'Every status that an order, a payment, a refund, a parcel, a return or a withdrawal came to, and by whom.';
COMMENT ON COLUMN v_status_log.entry_key IS 'Key of the entry; grows.';
COMMENT ON COLUMN v_status_log.what IS 'order, payment, refund, fulfilment (a parcel), return or withdrawal.';
COMMENT ON COLUMN v_status_log.row_id IS 'Key of that.';
COMMENT ON COLUMN v_status_log.number IS 'Number of the order, where there is one.';
COMMENT ON COLUMN v_status_log.field IS 'status; of orders also payment_status and fulfilment_status.';
COMMENT ON COLUMN v_status_log.old IS 'The value before; nothing at the beginning.';
COMMENT ON COLUMN v_status_log.new IS 'The value after.';
COMMENT ON COLUMN v_status_log.actor_kind IS 'guest, customer, staff, system, or nothing for a write from outside the shop.';
COMMENT ON COLUMN v_status_log.actor IS 'Who acted, of staff.';
COMMENT ON COLUMN v_status_log.reason IS 'Why, where somebody said so.';
COMMENT ON COLUMN v_status_log.at IS 'When.';
