from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ScheduledCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ran_at", models.DateTimeField()),
                ("duration_ms", models.PositiveIntegerField()),
                ("broken", models.PositiveIntegerField(help_text="Rules that did not hold.")),
                ("attention", models.PositiveIntegerField(help_text="Rules after which somebody should look.")),
                ("findings", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["ran_at"], name="check_ran"),
                ],
            },
        ),
    ]
