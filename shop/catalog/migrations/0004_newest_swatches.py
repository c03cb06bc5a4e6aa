from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the shop goes on writing meanwhile

    dependencies = [
        ("catalog", "0003_changes"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="optionvalue",
            index=models.Index(condition=models.Q(("swatch", ""), _negated=True), fields=["value", "-id"], name="option_value_colour"),
        ),
        RemoveIndexConcurrently(model_name="optionvalue", name="option_value_swatch"),
    ]
