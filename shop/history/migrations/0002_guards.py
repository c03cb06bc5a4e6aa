from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("accounts", "0001_initial"),
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("fulfilment", "0001_initial"),
        ("history", "0001_initial"),
        ("inventory", "0001_initial"),
        ("orders", "0001_initial"),
        ("payments", "0001_initial"),
        ("pricing", "0001_initial"),
        ("search", "0001_initial"),
        ("shipping", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "recording"),
        run_sql(__file__, "append_only"),
        run_sql(__file__, "tracked_tables"),
    ]
