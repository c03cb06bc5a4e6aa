-- What all orders keep that a client began to pay for and that wait for their money, and with them the order `own`: the
-- units and worth of each SKU (`is_reserved` is false, `part` null), then the units reserved of each variant. No other
-- request of the client can change it meanwhile: the lock ends with the transaction.
--
-- One function instead of some statements, because a function that may write sees what was committed while it waited.

CREATE FUNCTION orders_unpaid_of(client text, own bigint)
RETURNS TABLE (is_reserved boolean, code text, part bigint, units bigint, worth bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('held by ' || client, 0));
    RETURN QUERY
        WITH unpaid AS (
            SELECT line.id, line.sku, line.quantity - line.quantity_cancelled AS quantity, line.total_minor
            FROM orders_orderline line
            JOIN orders_order o ON o.id = line.order_id AND o.status = 'pending'
            WHERE o.id = own
               OR EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client)
        )
        SELECT false, unpaid.sku::text, NULL::bigint, sum(unpaid.quantity)::bigint, sum(unpaid.total_minor)::bigint
        FROM unpaid GROUP BY unpaid.sku
        UNION ALL
        SELECT true, NULL, level.variant_id, sum(reserved.quantity)::bigint, NULL
        FROM orders_reservation reserved
        JOIN inventory_stocklevel level ON level.id = reserved.level_id
        WHERE reserved.line_id IN (SELECT id FROM unpaid)
        GROUP BY level.variant_id;
END $$;
