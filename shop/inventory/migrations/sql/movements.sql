-- The database keeps Σ movements = level. Inserting a movement changes the level; whatever changes a level without one
-- (raw SQL, a fixture) is recorded as a movement of the kind "direct". The depth of triggers tells the two apart: 0 is
-- somebody's own statement, 1 is the movement's trigger at work.
--
-- Movements of one statement are applied in the order of their rows, so callers insert them in the order of the levels'
-- keys (docs/locking.md). Movements are append-only, so a level that ever moved stays, and with it the variant. The
-- refusal to TRUNCATE has a name of its own, because Django's test runner empties tables that way and drops it in its
-- own database.

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
    IF TG_OP = 'INSERT' THEN
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
