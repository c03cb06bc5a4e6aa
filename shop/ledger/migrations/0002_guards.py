from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "append_only"),
        run_sql(__file__, "balance"),
        run_sql(__file__, "closed_journals"),
    ]
