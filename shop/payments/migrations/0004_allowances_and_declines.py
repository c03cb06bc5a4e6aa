from django.db import migrations, models

import shop.core.fields


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_append_only")]

    operations = [
        migrations.CreateModel(
            name="DeclineCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("declines", models.PositiveIntegerField(default=0)),
                ("window_began", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.RemoveConstraint(model_name="creditnoteline", name="credit_note_line_positive"),
        migrations.AddField(
            model_name="creditnote",
            name="shipping_allowance_minor",
            field=shop.core.fields.MinorField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="allowance_minor",
            field=shop.core.fields.MinorField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="payment",
            name="client_key",
            field=models.CharField(blank=True, db_default="", help_text="Who tried, as a hash.", max_length=64),
        ),
        migrations.AlterField(
            model_name="paymenttransaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("authorise", "Authorised"),
                    ("capture", "Captured"),
                    ("void", "Released"),
                    ("refund", "Refunded"),
                    ("refund_failed", "Refund sent back"),
                    ("chargeback", "Taken back"),
                    ("chargeback_won", "Given back by the bank"),
                    ("fee", "Fee"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnoteline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("allowance_minor__gte", 0),
                    ("amount_minor__gte", 0),
                    models.Q(("allowance_minor", 0), ("amount_minor", 0), _negated=True),
                ),
                name="credit_note_line_positive",
            ),
        ),
    ]
