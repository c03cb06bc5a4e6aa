from django.db import migrations

# Whatever changes a product – the admin, an import, an order that takes the last unit, raw SQL – leaves a note in
# search_staleproduct; `search.operations.refresh_stale` makes the documents anew. Notes are only ever appended, so
# concurrent writers never wait for one another. A stock level leaves a note only when it crosses zero.


FORWARD = """
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

CREATE FUNCTION search_note_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_insert AFTER INSERT ON inventory_stocklevel
    FOR EACH ROW EXECUTE FUNCTION search_note_stock();
CREATE TRIGGER search_note_update AFTER UPDATE ON inventory_stocklevel
    FOR EACH ROW WHEN (
        (OLD.on_hand + OLD.backorder_limit - OLD.allocated > 0)
        IS DISTINCT FROM (NEW.on_hand + NEW.backorder_limit - NEW.allocated > 0)
    ) EXECUTE FUNCTION search_note_stock();

CREATE FUNCTION search_note_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM search_productdocument WHERE category_ids @> ARRAY[NEW.id];
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER UPDATE OF name, slug, parent_id ON catalog_category
    FOR EACH ROW EXECUTE FUNCTION search_note_category();
"""

BACKWARD = """
DROP TRIGGER search_note ON catalog_category; DROP FUNCTION search_note_category;
DROP TRIGGER search_note_insert ON inventory_stocklevel; DROP TRIGGER search_note_update ON inventory_stocklevel;
DROP FUNCTION search_note_stock;
DROP TRIGGER search_note ON pricing_price; DROP FUNCTION search_note_price;
DROP TRIGGER search_note ON catalog_variant_option_values; DROP FUNCTION search_note_variant_option;
DROP TRIGGER search_note ON catalog_optionvalue; DROP FUNCTION search_note_option_value;
DROP TRIGGER search_note ON catalog_optiontype; DROP TRIGGER search_note ON catalog_media;
DROP TRIGGER search_note ON catalog_variant; DROP TRIGGER search_note ON catalog_product;
DROP FUNCTION search_note_product;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("catalog", "0001_initial"),
        ("pricing", "0001_initial"),
        ("inventory", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
