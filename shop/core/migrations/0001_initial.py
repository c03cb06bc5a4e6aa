from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("result", models.CharField(max_length=40)),
                ("state", models.CharField(choices=[("running", "Running"), ("done", "Done")], db_default="done", max_length=8)),
                ("holder", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(null=True)),
                ("body", models.BinaryField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["created_at"], name="core_idempotency_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["owner", "key"], name="core_idempotency_owner_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttemptCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("window_began", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["window_began"], name="core_attempt_window"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seen_at"], name="core_knownclient_seen"),
                ],
            },
        ),
    ]
