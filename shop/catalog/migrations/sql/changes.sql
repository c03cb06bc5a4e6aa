-- Which pages show a category, a colour, an old address or a code (core.shown). What shows products is told by the
-- notes and documents of the search (search/migrations/sql/changes.sql).

CREATE FUNCTION catalog_tell_category() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    news text[] := 'categories'::text || core_tags('category', ARRAY[OLD.id, NEW.id]);
    is_structure boolean := ROW(OLD.name, OLD.slug, OLD.parent_id, OLD.position)
        IS DISTINCT FROM ROW(NEW.name, NEW.slug, NEW.parent_id, NEW.position);
BEGIN
    IF is_structure THEN
        news := news || 'tree'::text || core_tags('category', ARRAY[OLD.parent_id, NEW.parent_id]);
        -- The header of every page has the two upper levels.
        IF (TG_OP <> 'INSERT' AND OLD.parent_id IS NULL) OR (TG_OP <> 'DELETE' AND NEW.parent_id IS NULL)
           OR EXISTS (SELECT FROM catalog_category WHERE id IN (OLD.parent_id, NEW.parent_id) AND parent_id IS NULL) THEN
            news := news || 'navigation'::text;
        END IF;
    END IF;
    PERFORM core_tell(news);
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_tell AFTER INSERT OR UPDATE OR DELETE ON catalog_category
    FOR EACH ROW EXECUTE FUNCTION catalog_tell_category();

-- A listing draws a colour beside each value of a filter that has one, whichever product gave it.
CREATE FUNCTION catalog_tell_swatch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_tell(ARRAY(SELECT DISTINCT 'swatch:' || md5(value) FROM unnest(ARRAY[OLD.value, NEW.value]) AS value
                            WHERE value IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_tell_insert AFTER INSERT ON catalog_optionvalue
    FOR EACH ROW WHEN (NEW.swatch <> '') EXECUTE FUNCTION catalog_tell_swatch();
CREATE TRIGGER catalog_tell_update AFTER UPDATE OF value, swatch ON catalog_optionvalue
    FOR EACH ROW WHEN ((OLD.swatch <> '' OR NEW.swatch <> '') AND (OLD.value, OLD.swatch) <> (NEW.value, NEW.swatch))
    EXECUTE FUNCTION catalog_tell_swatch();
CREATE TRIGGER catalog_tell_delete AFTER DELETE ON catalog_optionvalue
    FOR EACH ROW WHEN (OLD.swatch <> '') EXECUTE FUNCTION catalog_tell_swatch();

CREATE TRIGGER catalog_tell AFTER INSERT OR UPDATE OR DELETE ON catalog_redirect
    FOR EACH STATEMENT EXECUTE FUNCTION core_tell_of('redirects');
CREATE TRIGGER catalog_tell AFTER INSERT OR UPDATE OR DELETE ON catalog_oldcategoryname
    FOR EACH STATEMENT EXECUTE FUNCTION core_tell_of('redirects');

-- A search for a code leads to its product, and a sitemap has the address and the last change of each.
CREATE TRIGGER catalog_tell AFTER INSERT OR DELETE OR UPDATE OF sku, barcode, status ON catalog_variant
    FOR EACH STATEMENT EXECUTE FUNCTION core_tell_of('codes');
CREATE TRIGGER catalog_tell_status AFTER UPDATE OF status ON catalog_product
    FOR EACH STATEMENT EXECUTE FUNCTION core_tell_of('codes');
CREATE TRIGGER catalog_tell AFTER UPDATE ON catalog_product
    FOR EACH STATEMENT EXECUTE FUNCTION core_tell_of('sitemap');
