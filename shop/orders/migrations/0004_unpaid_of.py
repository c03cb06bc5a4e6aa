from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_permission_names"),
    ]

    operations = [
        run_sql(__file__, "unpaid_of"),
    ]
