"""Since when a mail could not be sent: it is tried for three days, the oldest first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside a shop that sells

    dependencies = [("notifications", "0003_compose")]

    operations = [
        migrations.AddField(
            model_name="mailmessage",
            name="failing_since",
            field=models.DateTimeField(blank=True, help_text="When it first could not be sent.", null=True),
        ),
        AddIndexConcurrently(
            model_name="mailmessage",
            index=models.Index(fields=["id"], condition=models.Q(sent_at=None, parked_at=None), name="mail_oldest_owed"),
        ),
    ]
