from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_change"),
        ("channels", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "changes"),
    ]
