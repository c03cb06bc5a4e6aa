from django.db import migrations, models
from django.db.models import Q

# As orders_count_open, but what strangers open with somebody's address counts for their own client only; `clients` are
# the unpaid orders of the client, whoever they are for. The former function stays for the release before this one.

FORWARD = """
CREATE FUNCTION orders_open_of(buyer bigint, address text, client text, OUT mine bigint, OUT clients bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtextextended('open orders of ' || coalesce(buyer::text, lower(address) || ' ' || client), 0));
    IF buyer IS NOT NULL THEN
        SELECT count(*) INTO mine FROM orders_order WHERE status = 'pending' AND user_id = buyer;
    ELSE
        SELECT count(*) INTO mine FROM orders_order o
        WHERE status = 'pending' AND user_id IS NULL AND lower(email) = lower(address)
          AND EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client);
    END IF;
    SELECT count(*) INTO clients FROM orders_order o
    WHERE status = 'pending' AND client <> ''
      AND EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client);
END $$;
"""

BACKWARD = "DROP FUNCTION orders_open_of(bigint, text, text);"


# Asking to pay and being declined changes nothing that anybody acts on: neither how the order is paid, nor until when
# it waits, raises the version. (A trigger with a list of columns looks at what an UPDATE names.)

VERSION = """
DROP TRIGGER raise_version ON orders_order;
CREATE TRIGGER raise_version BEFORE UPDATE OF channel_id, user_id, cart_key, email, locale, currency, status,
    payment_status, fulfilment_status, subtotal_minor, shipping_minor, tax_minor, total_minor, credited_minor,
    shipping_credited_minor, shipping_code, shipping_name, shipping_tax_rate, shipping_tax_minor, arrives_from,
    arrives_until, awaits_confirmation, placed_at, updated_at
    ON orders_order FOR EACH ROW EXECUTE FUNCTION core_raise_version();
"""

VERSION_BEFORE = """
DROP TRIGGER raise_version ON orders_order;
CREATE TRIGGER raise_version BEFORE UPDATE ON orders_order FOR EACH ROW EXECUTE FUNCTION core_raise_version();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_events_forget_a_user")]
    operations = [
        migrations.AddField("order", "awaits_confirmation", models.BooleanField(
            db_default=False, default=False, editable=False,
            help_text="Nobody has shown yet that they read this address; so long goods are kept for a short time.",
        )),
        migrations.AddIndex("order", models.Index(
            fields=["id"], condition=Q(awaits_confirmation=True, status="pending"), name="order_unconfirmed",
        )),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(VERSION, VERSION_BEFORE),
    ]
