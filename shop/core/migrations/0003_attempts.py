from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_idempotency_answers")]

    operations = [
        migrations.CreateModel(
            name="AttemptCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("window_began", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["window_began"], name="core_attempt_window")]},
        ),
    ]
