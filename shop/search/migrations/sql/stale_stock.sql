-- Documents say what may be promised about a variant: whether it is sold, how many are left where they are few, and on
-- which day more arrive. A level leaves a note for its own product when one of these changes, and for the bundles it is
-- a part of whenever it can give more or less, because a bundle may need several units, from several locations.

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
BEGIN
    IF ROW(OLD.available > 0, OLD.ready > 0, CASE WHEN OLD.ready <= few THEN OLD.ready END,
           CASE WHEN OLD.available > 0 THEN OLD.expected_on END, OLD.low_stock_at)
       IS DISTINCT FROM
       ROW(NEW.available > 0, NEW.ready > 0, CASE WHEN NEW.ready <= few THEN NEW.ready END,
           CASE WHEN NEW.available > 0 THEN NEW.expected_on END, NEW.low_stock_at) THEN
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
        (OLD.available, OLD.ready, OLD.expected_on, OLD.low_stock_at)
        IS DISTINCT FROM (NEW.available, NEW.ready, NEW.expected_on, NEW.low_stock_at)
    ) EXECUTE FUNCTION search_note_stock_change();
