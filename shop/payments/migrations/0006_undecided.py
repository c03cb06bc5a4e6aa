from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_statements_and_reconciliation")]

    operations = [
        migrations.AddIndex(  # few rows are in it: holds and disputes, which the start page counts
            model_name="payment",
            index=models.Index(
                fields=["id"], condition=models.Q(status__in=["authorised", "disputed"]), name="payment_undecided"
            ),
        ),
    ]
