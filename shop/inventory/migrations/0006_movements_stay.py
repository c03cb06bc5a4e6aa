import django.db.models.deletion
from django.db import migrations, models

# Movements are append-only: they went with their level when a variant was deleted. From now on the database keeps a
# level that ever moved, and with it the variant. Not atomic: checking the rows of a large table then locks no writer out.

REFUSE = """
CREATE OR REPLACE FUNCTION inventory_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {gone}IF TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'a movement of the kind "direct" is only written by the database'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'stock movements are append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
GONE = """IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM inventory_stocklevel WHERE id = OLD.level_id) THEN
        RETURN OLD;  -- goes with its level
    END IF;
    """
STAYS = """
ALTER TABLE inventory_stockmovement ADD CONSTRAINT inventory_stockmovement_level_stays
    FOREIGN KEY (level_id) REFERENCES inventory_stocklevel (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
"""
GOES = """
ALTER TABLE inventory_stockmovement ADD CONSTRAINT inventory_stockmovement_level_fk
    FOREIGN KEY (level_id) REFERENCES inventory_stocklevel (id) ON DELETE CASCADE NOT VALID;
"""
CHECK = "ALTER TABLE inventory_stockmovement VALIDATE CONSTRAINT inventory_stockmovement_level_{};"
DROP = "ALTER TABLE inventory_stockmovement DROP CONSTRAINT inventory_stockmovement_level_{};"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("inventory", "0005_bundles_have_no_stock"), ("catalog", "0004_variant_status")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(STAYS, DROP.format("stays")),
                migrations.RunSQL(CHECK.format("stays"), CHECK.format("fk")),
                migrations.RunSQL(DROP.format("fk"), GOES),
                migrations.RunSQL(REFUSE.format(gone=""), REFUSE.format(gone=GONE)),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="stockmovement",
                    name="level",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="inventory.stocklevel",
                    ),
                ),
                migrations.AlterField(
                    model_name="transferline",
                    name="variant",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.variant",
                    ),
                ),
            ],
        ),
    ]
