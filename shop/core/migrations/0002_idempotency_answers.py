"""Keeps answers with their Idempotency-Key. A running older release inserts rows without the new columns: done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="idempotencyrecord",
            name="state",
            field=models.CharField(
                choices=[("running", "Running"), ("done", "Done")], db_default="done", max_length=8
            ),
        ),
        migrations.AddField(model_name="idempotencyrecord", name="holder", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="idempotencyrecord", name="lease_until", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="idempotencyrecord", name="status", field=models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddField(model_name="idempotencyrecord", name="headers", field=models.JSONField(null=True)),
        migrations.AddField(model_name="idempotencyrecord", name="body", field=models.BinaryField(null=True)),
    ]
