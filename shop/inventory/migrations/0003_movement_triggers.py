from django.db import migrations

# The database keeps Σ movements = level. Inserting a movement changes the level; whatever changes a level without one
# (raw SQL, an older release that still runs, a fixture) is recorded as a movement of the kind "direct". The depth of
# triggers tells the two apart: 0 is somebody's own statement, 1 is the movement's trigger at work.
#
# Movements of one statement are applied in the order of their rows, so callers insert them in the order of the levels'
# keys (docs/locking.md). The refusal to TRUNCATE has a name of its own, because Django's test runner empties tables
# that way and drops it in its own database.

FORWARD = """
ALTER TABLE inventory_stockmovement ADD CONSTRAINT inventory_stockmovement_level_fk
    FOREIGN KEY (level_id) REFERENCES inventory_stocklevel (id) ON DELETE CASCADE;

INSERT INTO inventory_stockmovement (level_id, kind, on_hand, allocated, actor_kind, note)
    SELECT id, 'direct', on_hand, allocated, 'system', 'Opening balance' FROM inventory_stocklevel
    WHERE on_hand <> 0 OR allocated <> 0 ORDER BY id;

CREATE FUNCTION inventory_apply_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inventory_stocklevel
        SET on_hand = on_hand + NEW.on_hand, allocated = allocated + NEW.allocated, reserved = reserved + NEW.reserved
        WHERE id = NEW.level_id;
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_apply AFTER INSERT ON inventory_stockmovement
    FOR EACH ROW WHEN (NEW.kind <> 'direct') EXECUTE FUNCTION inventory_apply_movement();

CREATE FUNCTION inventory_record_direct() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO inventory_stockmovement (level_id, kind, on_hand, allocated, reserved, actor_kind)
            VALUES (NEW.id, 'direct', NEW.on_hand, NEW.allocated, NEW.reserved, 'system');
    ELSE
        INSERT INTO inventory_stockmovement (level_id, kind, on_hand, allocated, reserved, actor_kind)
            VALUES (NEW.id, 'direct', NEW.on_hand - OLD.on_hand, NEW.allocated - OLD.allocated,
                    NEW.reserved - OLD.reserved, 'system');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_record_insert AFTER INSERT ON inventory_stocklevel FOR EACH ROW
    WHEN (pg_trigger_depth() = 0 AND (NEW.on_hand, NEW.allocated, NEW.reserved) <> (0, 0, 0))
    EXECUTE FUNCTION inventory_record_direct();
CREATE TRIGGER inventory_record_update AFTER UPDATE OF on_hand, allocated, reserved ON inventory_stocklevel FOR EACH ROW
    WHEN (pg_trigger_depth() = 0
          AND (NEW.on_hand, NEW.allocated, NEW.reserved) <> (OLD.on_hand, OLD.allocated, OLD.reserved))
    EXECUTE FUNCTION inventory_record_direct();

CREATE FUNCTION inventory_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM inventory_stocklevel WHERE id = OLD.level_id) THEN
            RETURN OLD;  -- goes with its level
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'a movement of the kind "direct" is only written by the database'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'stock movements are append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER inventory_append_only BEFORE UPDATE OR DELETE ON inventory_stockmovement
    FOR EACH ROW EXECUTE FUNCTION inventory_refuse_change();
CREATE TRIGGER inventory_direct_only_here BEFORE INSERT ON inventory_stockmovement
    FOR EACH ROW WHEN (NEW.kind = 'direct' AND pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_refuse_change();
CREATE TRIGGER inventory_no_truncate BEFORE TRUNCATE ON inventory_stockmovement
    FOR EACH STATEMENT EXECUTE FUNCTION inventory_refuse_change();

CREATE FUNCTION inventory_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_version BEFORE UPDATE ON inventory_stocklevel FOR EACH ROW
    WHEN ((NEW.safety, NEW.backorder_limit, NEW.expected_on, NEW.low_stock_at)
          IS DISTINCT FROM (OLD.safety, OLD.backorder_limit, OLD.expected_on, OLD.low_stock_at))
    EXECUTE FUNCTION inventory_raise_version();
"""

BACKWARD = """
DROP TRIGGER inventory_version ON inventory_stocklevel;
DROP FUNCTION inventory_raise_version();
DROP TRIGGER inventory_no_truncate ON inventory_stockmovement;
DROP TRIGGER inventory_direct_only_here ON inventory_stockmovement;
DROP TRIGGER inventory_append_only ON inventory_stockmovement;
DROP FUNCTION inventory_refuse_change();
DROP TRIGGER inventory_record_update ON inventory_stocklevel;
DROP TRIGGER inventory_record_insert ON inventory_stocklevel;
DROP FUNCTION inventory_record_direct();
DROP TRIGGER inventory_apply ON inventory_stockmovement;
DROP FUNCTION inventory_apply_movement();
ALTER TABLE inventory_stockmovement DROP CONSTRAINT inventory_stockmovement_level_fk;
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_movements")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
