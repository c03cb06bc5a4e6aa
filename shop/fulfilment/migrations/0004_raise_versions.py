from django.db import migrations

# The database raises the version of a return and of a withdrawal at each change, as it does for orders.

_TABLES = ("fulfilment_return", "fulfilment_withdrawal")
_TRIGGER = """
CREATE TRIGGER raise_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION core_raise_version();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0003_returns_and_withdrawals"), ("orders", "0004_raise_version")]
    operations = [
        migrations.RunSQL(_TRIGGER.format(table=table), f"DROP TRIGGER raise_version ON {table}") for table in _TABLES
    ]
