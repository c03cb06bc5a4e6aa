from django.db import migrations, models

# Documents say what may be promised about a variant: its state, how many are left where they are few, and a day.
# So a level also leaves a note when what is there crosses zero, when few become fewer, and when its day changes; and a
# part of a bundle when it is renamed or no longer counted. `changes_on` finds documents whose day has come.

FREE = "{row}.on_hand + {row}.backorder_limit - {row}.safety - {row}.allocated - {row}.reserved"
READY = "greatest(0, {row}.on_hand - {row}.safety - {row}.allocated - {row}.reserved)"
SHOWN = f"""ROW({FREE} > 0, {READY} > 0, CASE WHEN {READY} <= few THEN {READY} END,
        CASE WHEN {FREE} > 0 THEN {{row}}.expected_on END, {{row}}.low_stock_at)"""

FORWARD = f"""
DROP TRIGGER search_note_update ON inventory_stocklevel;
CREATE OR REPLACE FUNCTION search_note_stock_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    few integer := (SELECT coalesce(max(low_stock_at), 5) FROM inventory_stocklevel WHERE variant_id = NEW.variant_id);
BEGIN
    IF {SHOWN.format(row="OLD")} IS DISTINCT FROM {SHOWN.format(row="NEW")} THEN
        INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    END IF;
    INSERT INTO search_staleproduct (product_id)
        SELECT bundle.product_id FROM catalog_bundlecomponent part JOIN catalog_variant bundle ON bundle.id = part.bundle_id
        WHERE part.component_id = NEW.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_update AFTER UPDATE ON inventory_stocklevel
    FOR EACH ROW WHEN (
        ({FREE.format(row="OLD")}) <> ({FREE.format(row="NEW")})
        OR OLD.backorder_limit <> NEW.backorder_limit
        OR OLD.expected_on IS DISTINCT FROM NEW.expected_on
        OR OLD.low_stock_at IS DISTINCT FROM NEW.low_stock_at
    ) EXECUTE FUNCTION search_note_stock_change();

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

INSERT INTO search_staleproduct (product_id) SELECT product_id FROM search_productdocument;
"""

BACKWARD = f"""
DROP TRIGGER search_note_part ON catalog_variant;
DROP TRIGGER search_note_part ON catalog_product;
DROP FUNCTION search_note_part;
DROP TRIGGER search_note_update ON inventory_stocklevel;
CREATE OR REPLACE FUNCTION search_note_stock_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({FREE.format(row="OLD")} > 0) <> ({FREE.format(row="NEW")} > 0) THEN
        INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    END IF;
    INSERT INTO search_staleproduct (product_id)
        SELECT bundle.product_id FROM catalog_bundlecomponent part JOIN catalog_variant bundle ON bundle.id = part.bundle_id
        WHERE part.component_id = NEW.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_update AFTER UPDATE ON inventory_stocklevel
    FOR EACH ROW WHEN (({FREE.format(row="OLD")}) <> ({FREE.format(row="NEW")})) EXECUTE FUNCTION search_note_stock_change();
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0003_stock_and_bundles"), ("inventory", "0003_movement_triggers")]

    operations = [
        migrations.AddField(
            model_name="productdocument",
            name="changes_on",
            field=models.DateField(
                null=True, help_text="When it must be made anew because a promised day has come."
            ),
        ),
        migrations.AddIndex(
            model_name="productdocument",
            index=models.Index(
                condition=models.Q(("changes_on__isnull", False)), fields=["changes_on"], name="document_changes"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
