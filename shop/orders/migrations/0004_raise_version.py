from django.db import migrations

# The database raises the version at each change of an order, so that no code can forget it.

FORWARD = """
CREATE FUNCTION core_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER raise_version BEFORE UPDATE ON orders_order
    FOR EACH ROW EXECUTE FUNCTION core_raise_version();
"""

BACKWARD = """
DROP TRIGGER raise_version ON orders_order;
DROP FUNCTION core_raise_version();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_version_and_credit")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
