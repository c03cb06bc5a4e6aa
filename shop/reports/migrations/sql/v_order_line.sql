-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.

CREATE VIEW v_order_line AS
SELECT o.public_id AS order_id, o.number, l.position, l.sku, l.name, l.quantity, l.quantity_fulfilled,
       l.quantity_cancelled, l.quantity_returned, o.currency, l.unit_minor, l.total_minor, l.tax_rate,
       l.tax_minor, l.credited_minor, coalesce(a.units, 0) AS allocated, coalesce(r.units, 0) AS reserved
FROM orders_orderline l
JOIN orders_order o ON o.id = l.order_id
LEFT JOIN LATERAL (SELECT sum(quantity) AS units FROM orders_allocation WHERE line_id = l.id) a ON true
LEFT JOIN LATERAL (SELECT sum(quantity) AS units FROM orders_reservation WHERE line_id = l.id) r ON true;

COMMENT ON VIEW v_order_line IS 'Lines of orders, as they were bought.';
COMMENT ON COLUMN v_order_line.order_id IS 'Public id of the order.';
COMMENT ON COLUMN v_order_line.number IS 'Number of the order.';
COMMENT ON COLUMN v_order_line.position IS 'Place in the order, from 1.';
COMMENT ON COLUMN v_order_line.sku IS 'SKU when it was bought.';
COMMENT ON COLUMN v_order_line.name IS 'Name when it was bought.';
COMMENT ON COLUMN v_order_line.quantity IS 'Units bought.';
COMMENT ON COLUMN v_order_line.quantity_fulfilled IS 'Of these, sent.';
COMMENT ON COLUMN v_order_line.quantity_cancelled IS 'Of these, never to be sent.';
COMMENT ON COLUMN v_order_line.quantity_returned IS 'Of those sent, back in the house.';
COMMENT ON COLUMN v_order_line.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN v_order_line.unit_minor IS 'Price of one, tax included.';
COMMENT ON COLUMN v_order_line.total_minor IS 'unit_minor × quantity.';
COMMENT ON COLUMN v_order_line.tax_rate IS 'Rate, 0.19 for 19 %.';
COMMENT ON COLUMN v_order_line.tax_minor IS 'Tax inside total_minor.';
COMMENT ON COLUMN v_order_line.credited_minor IS 'What credit notes took off this line.';
COMMENT ON COLUMN v_order_line.allocated IS 'Units of stock that the line holds (of a bundle: of its parts).';
COMMENT ON COLUMN v_order_line.reserved IS 'Units of stock held while the order is being paid.';
