-- Counts a buyer's unpaid orders (`mine`) and those of a client, whoever they are for (`clients`), while no other
-- request of theirs can write one: the lock ends with the transaction. What strangers open with somebody's address
-- counts for their own client only.
--
-- One function instead of some statements, because a function that may write sees what was committed while it waited.

CREATE FUNCTION orders_open_of(buyer bigint, address text, client text, OUT mine bigint, OUT clients bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtextextended('open orders of ' || coalesce(buyer::text, lower(address) || ' ' || client), 0));
    IF buyer IS NOT NULL THEN
        SELECT count(*) INTO mine FROM orders_order WHERE status = 'pending' AND user_id = buyer;
    ELSE
        SELECT count(*) INTO mine FROM orders_order o
        WHERE status = 'pending' AND user_id IS NULL AND lower(email) = lower(address)
          AND EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client);
    END IF;
    SELECT count(*) INTO clients FROM orders_order o
    WHERE status = 'pending' AND client <> ''
      AND EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client);
END $$;
