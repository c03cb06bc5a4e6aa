"""Who asks a provider to begin an attempt, so that others wait for the answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_refund_tries")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="asked_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Since when somebody asks the provider to begin it; nobody else does then.",
                null=True,
            ),
        ),
    ]
