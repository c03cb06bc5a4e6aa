-- Whatever changes a product – the admin, an import, an order that takes the last unit, raw SQL – leaves a note in
-- search_staleproduct; `search.operations.refresh_stale` makes the documents anew. Notes are only ever appended, so
-- concurrent writers never wait for one another.

CREATE FUNCTION search_note_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'catalog_product' THEN
        INSERT INTO search_staleproduct (product_id) VALUES (NEW.id);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO search_staleproduct (product_id) VALUES (OLD.product_id);
    ELSE
        INSERT INTO search_staleproduct (product_id) VALUES (NEW.product_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER INSERT OR UPDATE ON catalog_product
    FOR EACH ROW EXECUTE FUNCTION search_note_product();
CREATE TRIGGER search_note AFTER INSERT OR UPDATE OR DELETE ON catalog_variant
    FOR EACH ROW EXECUTE FUNCTION search_note_product();
CREATE TRIGGER search_note AFTER INSERT OR UPDATE OR DELETE ON catalog_media
    FOR EACH ROW EXECUTE FUNCTION search_note_product();
CREATE TRIGGER search_note AFTER INSERT OR UPDATE OR DELETE ON catalog_optiontype
    FOR EACH ROW EXECUTE FUNCTION search_note_product();

CREATE FUNCTION search_note_option_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_optiontype WHERE id = NEW.option_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER UPDATE ON catalog_optionvalue
    FOR EACH ROW EXECUTE FUNCTION search_note_option_value();

CREATE FUNCTION search_note_variant_option() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_variant
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.variant_id ELSE NEW.variant_id END;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER INSERT OR DELETE ON catalog_variant_option_values
    FOR EACH ROW EXECUTE FUNCTION search_note_variant_option();

CREATE FUNCTION search_note_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_variant
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.variant_id ELSE NEW.variant_id END;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER INSERT OR UPDATE OR DELETE ON pricing_price
    FOR EACH ROW EXECUTE FUNCTION search_note_price();

CREATE FUNCTION search_note_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM search_productdocument WHERE category_ids @> ARRAY[NEW.id];
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER UPDATE OF name, slug, parent_id ON catalog_category
    FOR EACH ROW EXECUTE FUNCTION search_note_category();

-- Another currency or language of the shop changes every document.
CREATE FUNCTION search_note_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id) SELECT id FROM catalog_product WHERE status = 'active' ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER UPDATE OF currency, locale ON channels_channel
    FOR EACH ROW WHEN (OLD.currency <> NEW.currency OR OLD.locale <> NEW.locale)
    EXECUTE FUNCTION search_note_channel();
