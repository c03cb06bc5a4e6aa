-- A variant with stock becomes no bundle. The catalogue lies below inventory and cannot ask. The levels are locked
-- first, so that nobody who holds them receives units meanwhile; what is on its way would arrive in them.

CREATE FUNCTION inventory_refuse_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM inventory_stocklevel WHERE variant_id = NEW.bundle_id ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM inventory_stocklevel
               WHERE variant_id = NEW.bundle_id AND (on_hand, allocated, reserved) <> (0, 0, 0))
       OR EXISTS (SELECT FROM inventory_transferline l JOIN inventory_transfer t ON t.id = l.transfer_id
                  WHERE l.variant_id = NEW.bundle_id AND t.status = 'sent') THEN
        RAISE EXCEPTION 'variant % has stock: bundle_has_no_stock', NEW.bundle_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bundle_has_no_stock';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_bundle AFTER INSERT ON catalog_bundlecomponent
    FOR EACH ROW EXECUTE FUNCTION inventory_refuse_bundle();
