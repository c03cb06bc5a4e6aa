"""How often a refund was sent, so that each time has its own id at the provider."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_unfinished")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, help_text="How often it was sent."),
        ),
    ]
