from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_functions"),
        ("orders", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "append_only"),
        run_sql(__file__, "versions"),
        run_sql(__file__, "open_orders"),
    ]
