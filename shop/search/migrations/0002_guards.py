from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("inventory", "0001_initial"),
        ("pricing", "0001_initial"),
        ("search", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "stale_products"),
        run_sql(__file__, "stale_stock"),
        run_sql(__file__, "stale_bundles"),
        run_sql(__file__, "loose_words"),
    ]
