"""Since when an event could not be worked off: it is tried for three days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0009_payment_asked_at")]

    operations = [
        migrations.AddField(
            model_name="providerevent",
            name="failing_since",
            field=models.DateTimeField(blank=True, help_text="When it first could not be worked off.", null=True),
        ),
    ]
