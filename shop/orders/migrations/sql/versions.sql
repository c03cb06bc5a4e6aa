-- An order's version changes with what somebody acts on. Asking to pay and being declined is not that: neither how the
-- order is paid, nor until when it waits, raises it. (A trigger with a list of columns looks at what an UPDATE names.)

CREATE TRIGGER raise_version BEFORE UPDATE OF channel_id, user_id, cart_key, email, locale, currency, status,
    payment_status, fulfilment_status, subtotal_minor, shipping_minor, tax_minor, total_minor, credited_minor,
    shipping_credited_minor, shipping_code, shipping_name, shipping_tax_rate, shipping_tax_minor, arrives_from,
    arrives_until, awaits_confirmation, placed_at, updated_at
    ON orders_order FOR EACH ROW EXECUTE FUNCTION core_raise_version();
