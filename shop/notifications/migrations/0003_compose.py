from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_unsubscribe")]
    operations = [
        migrations.AddField(
            model_name="mailmessage",
            name="compose",
            field=models.JSONField(blank=True, help_text="What it is made of, until it is written.", null=True),
        ),
    ]
