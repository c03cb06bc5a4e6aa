from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = ["created", "requires_action", "processing", "authorised"]


class Migration(migrations.Migration):
    atomic = False  # built beside running payments

    dependencies = [("payments", "0006_undecided")]

    operations = [
        AddIndexConcurrently(  # few rows are in both: what the worker asks about at each round
            model_name="payment",
            index=models.Index(fields=["id"], condition=models.Q(status__in=OPEN), name="payment_unfinished"),
        ),
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(
                fields=["id"], condition=models.Q(status__in=["requested", "sent"]), name="refund_unfinished"
            ),
        ),
    ]
