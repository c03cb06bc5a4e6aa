from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_functions"),
        ("inventory", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "movements"),
        run_sql(__file__, "versions"),
        run_sql(__file__, "bundles"),
    ]
