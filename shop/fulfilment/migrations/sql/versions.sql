-- The database raises the version of a parcel, of a return and of a withdrawal at each change, as it does for orders.

CREATE TRIGGER raise_version BEFORE UPDATE ON fulfilment_fulfilment FOR EACH ROW EXECUTE FUNCTION core_raise_version();
CREATE TRIGGER raise_version BEFORE UPDATE ON fulfilment_return FOR EACH ROW EXECUTE FUNCTION core_raise_version();
CREATE TRIGGER raise_version BEFORE UPDATE ON fulfilment_withdrawal FOR EACH ROW EXECUTE FUNCTION core_raise_version();
