-- Which pages show what delivery costs and when it arrives (core.shown).

CREATE TRIGGER shipping_tell AFTER INSERT OR UPDATE OR DELETE ON shipping_zone
    FOR EACH ROW EXECUTE FUNCTION core_tell_of('shipping');
CREATE TRIGGER shipping_tell AFTER INSERT OR UPDATE OR DELETE ON shipping_shippingmethod
    FOR EACH ROW EXECUTE FUNCTION core_tell_of('shipping');
