from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    atomic = False  # each batch is committed by itself

    dependencies = [
        ("search", "0004_listed_products"),
    ]

    operations = [run_sql(__file__, "listed_before")]
