-- What happened to an order, and what was sold for how much, is never changed or taken away, like the books. A draft is
-- still being written: its lines may go. An event outlives the account of who acted: erasing that account empties the
-- reference to it, and nothing else of the event may change.
--
-- TRUNCATE is refused under a name of its own, because Django's test runner empties tables that way and drops those
-- triggers in its own database.

CREATE FUNCTION orders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER orders_event_append_only BEFORE DELETE ON orders_orderevent
    FOR EACH STATEMENT EXECUTE FUNCTION orders_refuse_change();
CREATE TRIGGER orders_event_no_truncate BEFORE TRUNCATE ON orders_orderevent
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

CREATE FUNCTION orders_line_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM orders_order WHERE id = OLD.order_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'order line % was sold: DELETE is refused', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER orders_line_append_only BEFORE DELETE ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_line_refuse_delete();
CREATE TRIGGER orders_line_amounts BEFORE UPDATE ON orders_orderline FOR EACH ROW
    WHEN ((OLD.order_id, OLD.sku, OLD.quantity, OLD.unit_minor, OLD.total_minor, OLD.tax_minor, OLD.tax_rate)
          IS DISTINCT FROM
          (NEW.order_id, NEW.sku, NEW.quantity, NEW.unit_minor, NEW.total_minor, NEW.tax_minor, NEW.tax_rate))
    EXECUTE FUNCTION orders_refuse_change();
CREATE TRIGGER orders_line_no_truncate BEFORE TRUNCATE ON orders_orderline
    FOR EACH STATEMENT EXECUTE FUNCTION orders_refuse_change();
