-- Read-only, for auditors, spreadsheets and other tools (docs/views.md): its columns only grow.
-- A place that nothing ever moved at adds up to 0, not to nothing: the auditor's question is answered with zero.

CREATE VIEW v_stock AS
SELECT l.id AS level_id, v.sku, p.name AS product, c.code AS location, l.on_hand, l.allocated, l.reserved,
       l.safety, l.backorder_limit, l.available,
       l.expected_on, coalesce(m.on_hand, 0) AS moved_on_hand, coalesce(m.allocated, 0) AS moved_allocated,
       coalesce(m.reserved, 0) AS moved_reserved
FROM inventory_stocklevel l
JOIN catalog_variant v ON v.id = l.variant_id
JOIN catalog_product p ON p.id = v.product_id
JOIN inventory_location c ON c.id = l.location_id
LEFT JOIN LATERAL (SELECT sum(s.on_hand) AS on_hand, sum(s.allocated) AS allocated, sum(s.reserved) AS reserved
                   FROM inventory_stockmovement s WHERE s.level_id = l.id) m ON true;

COMMENT ON VIEW v_stock IS 'Stock of each variant at each location.';
COMMENT ON COLUMN v_stock.level_id IS 'Key of the stock level.';
COMMENT ON COLUMN v_stock.sku IS 'SKU of the variant.';
COMMENT ON COLUMN v_stock.product IS 'Name of the product.';
COMMENT ON COLUMN v_stock.location IS 'Code of the location.';
COMMENT ON COLUMN v_stock.on_hand IS 'Units that are there.';
COMMENT ON COLUMN v_stock.allocated IS 'Of these, units that placed orders hold.';
COMMENT ON COLUMN v_stock.reserved IS 'Of these, units that orders hold while they are being paid.';
COMMENT ON COLUMN v_stock.safety IS 'Units kept back from sale.';
COMMENT ON COLUMN v_stock.backorder_limit IS 'Units that may be sold before they are there.';
COMMENT ON COLUMN v_stock.available IS 'Units that can be sold now.';
COMMENT ON COLUMN v_stock.expected_on IS 'Day on which more arrive.';
COMMENT ON COLUMN v_stock.moved_on_hand IS 'Sum of all movements of on_hand; equals on_hand.';
COMMENT ON COLUMN v_stock.moved_allocated IS 'Sum of all movements of allocated; equals allocated.';
COMMENT ON COLUMN v_stock.moved_reserved IS 'Sum of all movements of reserved; equals reserved.';
