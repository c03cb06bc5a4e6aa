"""A new shop is closed until staff open it; every shop that is there already stays open.

While the previous release is still serving it makes no channels, so none is closed by surprise.
"""

from django.db import migrations, models
from django.db.models.functions import Now


def keep_open(apps, schema_editor):
    apps.get_model("channels", "Channel").objects.update(opened_at=Now())


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_return_address")]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="opened_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="Since when the public may look and buy; empty: only staff.",
                null=True,
            ),
        ),
        migrations.RunPython(keep_open, migrations.RunPython.noop),
    ]
