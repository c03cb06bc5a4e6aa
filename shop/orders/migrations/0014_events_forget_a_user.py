from django.db import migrations

# An event outlives the account of who acted: erasing that account empties the reference to it, and nothing else of the
# event may change. (A trigger of the statement refused it also where no row was met.)

FORWARD = """
DROP TRIGGER orders_event_append_only ON orders_orderevent;
CREATE TRIGGER orders_event_append_only BEFORE DELETE ON orders_orderevent
    FOR EACH STATEMENT EXECUTE FUNCTION orders_refuse_change();
CREATE FUNCTION orders_event_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.actor_user_id IS NOT NULL OR to_jsonb(OLD) - 'actor_user_id' <> to_jsonb(NEW) - 'actor_user_id' THEN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_event_unchanged BEFORE UPDATE ON orders_orderevent
    FOR EACH ROW EXECUTE FUNCTION orders_event_refuse_update();
"""

BACKWARD = """
DROP TRIGGER orders_event_unchanged ON orders_orderevent;
DROP FUNCTION orders_event_refuse_update();
DROP TRIGGER orders_event_append_only ON orders_orderevent;
CREATE TRIGGER orders_event_append_only BEFORE UPDATE OR DELETE ON orders_orderevent
    FOR EACH STATEMENT EXECUTE FUNCTION orders_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_longer_skus")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
