from django.db import migrations, models

OPEN = ["created", "requires_action", "processing", "authorised"]


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_undecided")]

    operations = [
        migrations.AddIndex(  # few rows are in both: what the worker asks about at each round
            model_name="payment",
            index=models.Index(fields=["id"], condition=models.Q(status__in=OPEN), name="payment_unfinished"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                fields=["id"], condition=models.Q(status__in=["requested", "sent"]), name="refund_unfinished"
            ),
        ),
    ]
