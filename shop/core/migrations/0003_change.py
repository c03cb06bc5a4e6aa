import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

import shop.core.fields
from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tags", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                (
                    "made_in",
                    shop.core.fields.TransactionIdField(db_default=models.Func(function="pg_current_xact_id")),
                ),
                (
                    "all_ended_before",
                    shop.core.fields.TransactionIdField(
                        db_default=models.Func(models.Func(function="pg_current_snapshot"), function="pg_snapshot_xmin")
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["made_in"], name="core_change_made_in")],
            },
        ),
        run_sql(__file__, "change"),
    ]
