from django.db import migrations

# Counts a buyer's unpaid orders while no other request of theirs can write one: the lock ends with the transaction.
# One function instead of two statements, because a function that may write sees what was committed while it waited.

FORWARD = """
CREATE FUNCTION orders_count_open(buyer bigint, address text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('open orders of ' || coalesce(buyer::text, lower(address)), 0));
    IF buyer IS NOT NULL THEN
        RETURN (SELECT count(*) FROM orders_order WHERE status = 'pending' AND user_id = buyer);
    END IF;
    RETURN (SELECT count(*) FROM orders_order
            WHERE status = 'pending' AND user_id IS NULL AND lower(email) = lower(address));
END $$;
"""

BACKWARD = "DROP FUNCTION orders_count_open(bigint, text);"


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_returning")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
