-- A bundle is in stock as long as its parts are, and says what they are called: it goes stale with its list of parts,
-- and when a part is renamed or no longer counted.

CREATE FUNCTION search_note_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_variant
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.bundle_id ELSE NEW.bundle_id END;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER INSERT OR UPDATE OR DELETE ON catalog_bundlecomponent
    FOR EACH ROW EXECUTE FUNCTION search_note_bundle();

CREATE FUNCTION search_note_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT bundle.product_id FROM catalog_variant part
        JOIN catalog_bundlecomponent ON component_id = part.id JOIN catalog_variant bundle ON bundle.id = bundle_id
        WHERE CASE WHEN TG_TABLE_NAME = 'catalog_product' THEN part.product_id = NEW.id ELSE part.id = NEW.id END;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_part AFTER UPDATE OF name ON catalog_product
    FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION search_note_part();
CREATE TRIGGER search_note_part AFTER UPDATE OF sku, track_stock ON catalog_variant
    FOR EACH ROW WHEN (OLD.sku <> NEW.sku OR OLD.track_stock <> NEW.track_stock) EXECUTE FUNCTION search_note_part();
