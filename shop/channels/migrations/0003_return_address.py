from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_time_zone")]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="return_address",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Where goods are sent back to, as it stands on the slip.",
                max_length=400,
            ),
        ),
    ]
