-- Documents say what may be promised about a variant: whether it is sold, how many are left where they are few, and on
-- which day more arrive. A level leaves a note for its own product when one of these changes, and for the bundles it is
-- a part of at every change, because a bundle may need several units, from several locations.

CREATE FUNCTION search_note_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_insert AFTER INSERT ON inventory_stocklevel
    FOR EACH ROW EXECUTE FUNCTION search_note_stock();

CREATE FUNCTION search_note_stock_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    few integer := (SELECT coalesce(max(low_stock_at), 5) FROM inventory_stocklevel WHERE variant_id = NEW.variant_id);
    old_free integer := OLD.on_hand + OLD.backorder_limit - OLD.safety - OLD.allocated - OLD.reserved;
    new_free integer := NEW.on_hand + NEW.backorder_limit - NEW.safety - NEW.allocated - NEW.reserved;
    old_ready integer := greatest(0, OLD.on_hand - OLD.safety - OLD.allocated - OLD.reserved);
    new_ready integer := greatest(0, NEW.on_hand - NEW.safety - NEW.allocated - NEW.reserved);
BEGIN
    IF ROW(old_free > 0, old_ready > 0, CASE WHEN old_ready <= few THEN old_ready END,
           CASE WHEN old_free > 0 THEN OLD.expected_on END, OLD.low_stock_at)
       IS DISTINCT FROM
       ROW(new_free > 0, new_ready > 0, CASE WHEN new_ready <= few THEN new_ready END,
           CASE WHEN new_free > 0 THEN NEW.expected_on END, NEW.low_stock_at) THEN
        INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    END IF;
    INSERT INTO search_staleproduct (product_id)
        SELECT bundle.product_id
        FROM catalog_bundlecomponent part JOIN catalog_variant bundle ON bundle.id = part.bundle_id
        WHERE part.component_id = NEW.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_update AFTER UPDATE ON inventory_stocklevel
    FOR EACH ROW WHEN (
        (OLD.on_hand + OLD.backorder_limit - OLD.safety - OLD.allocated - OLD.reserved)
        <> (NEW.on_hand + NEW.backorder_limit - NEW.safety - NEW.allocated - NEW.reserved)
        OR OLD.backorder_limit <> NEW.backorder_limit
        OR OLD.expected_on IS DISTINCT FROM NEW.expected_on
        OR OLD.low_stock_at IS DISTINCT FROM NEW.low_stock_at
    ) EXECUTE FUNCTION search_note_stock_change();
