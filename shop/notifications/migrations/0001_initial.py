from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MailMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dedupe_key", models.CharField(max_length=120, unique=True)),
                ("message_id", models.CharField(max_length=120, unique=True)),
                ("recipient", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("compose", models.JSONField(blank=True, help_text="What it is made of, until it is written.", null=True)),
                ("html", models.TextField(blank=True)),
                ("unsubscribe_url", models.URLField(blank=True, db_default="", help_text="Takes one POST (RFC 8058); mails about orders have none.", max_length=300)),
                ("created_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(blank=True, help_text="When it first could not be sent.", null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("parked_at", models.DateTimeField(blank=True, help_text="Given up after too many tries or a refusal.", null=True)),
                ("last_error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["next_try_at"], condition=models.Q(sent_at=None, parked_at=None), name="mail_owed"),
                    models.Index(fields=["id"], condition=models.Q(sent_at=None, parked_at=None), name="mail_oldest_owed"),
                    models.Index(fields=["-id"], condition=~models.Q(parked_at=None), name="mail_parked"),
                    models.Index(OpClass(Upper("recipient"), "text_pattern_ops"), name="mail_recipient"),
                ],
            },
        ),
    ]
