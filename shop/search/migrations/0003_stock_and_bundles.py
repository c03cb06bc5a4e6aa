from django.db import migrations

# What can be sold of a level has two more parts, `safety` and `reserved`; and a bundle is in stock as long as its parts
# are. A level leaves a note for its own product when it crosses zero, and for the bundles it is a part of at every
# change, because a bundle may need several units, from several locations.

FREE = "{row}.on_hand + {row}.backorder_limit - {row}.safety - {row}.allocated - {row}.reserved"
OLD, NEW = FREE.format(row="OLD"), FREE.format(row="NEW")

FORWARD = f"""
DROP TRIGGER search_note_update ON inventory_stocklevel;
CREATE FUNCTION search_note_stock_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({OLD} > 0) <> ({NEW} > 0) THEN
        INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    END IF;
    INSERT INTO search_staleproduct (product_id)
        SELECT bundle.product_id FROM catalog_bundlecomponent part JOIN catalog_variant bundle ON bundle.id = part.bundle_id
        WHERE part.component_id = NEW.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_update AFTER UPDATE ON inventory_stocklevel
    FOR EACH ROW WHEN (({OLD}) <> ({NEW})) EXECUTE FUNCTION search_note_stock_change();

CREATE FUNCTION search_note_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_variant
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.bundle_id ELSE NEW.bundle_id END;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER INSERT OR UPDATE OR DELETE ON catalog_bundlecomponent
    FOR EACH ROW EXECUTE FUNCTION search_note_bundle();
"""

BACKWARD = """
DROP TRIGGER search_note ON catalog_bundlecomponent; DROP FUNCTION search_note_bundle;
DROP TRIGGER search_note_update ON inventory_stocklevel; DROP FUNCTION search_note_stock_change;
CREATE TRIGGER search_note_update AFTER UPDATE ON inventory_stocklevel
    FOR EACH ROW WHEN (
        (OLD.on_hand + OLD.backorder_limit - OLD.allocated > 0)
        IS DISTINCT FROM (NEW.on_hand + NEW.backorder_limit - NEW.allocated > 0)
    ) EXECUTE FUNCTION search_note_stock();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_stale_triggers"),
        ("catalog", "0002_bundles_and_release"),
        ("inventory", "0003_movement_triggers"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
