from django.db import migrations, models

import shop.core.fields


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0004_raise_versions")]

    operations = [
        migrations.AddField(
            model_name="returnline",
            name="cheaper_minor",
            field=shop.core.fields.MinorField(
                default=0, help_text="What the wanted goods are cheaper by, all units together."
            ),
        ),
        migrations.RemoveConstraint(model_name="withdrawalline", name="withdrawal_line_received_lte"),
        migrations.RemoveField(model_name="withdrawalline", name="quantity_unsent"),
        migrations.AddField(
            model_name="withdrawalline", name="quantity_cancelled", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="withdrawalline", name="quantity_claimed", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="withdrawalline", name="quantity_credited", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddConstraint(
            model_name="withdrawalline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    quantity__gte=models.F("quantity_cancelled") + models.F("quantity_claimed"),
                    quantity_received__lte=models.F("quantity_claimed"),
                    quantity_restocked__lte=models.F("quantity_received"),
                    quantity_credited__lte=models.F("quantity_cancelled") + models.F("quantity_claimed"),
                ),
                name="withdrawal_line_adds_up",
            ),
        ),
    ]
