from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="mailmessage",
            name="unsubscribe_url",
            field=models.URLField(
                blank=True,
                db_default="",
                help_text="Takes one POST (RFC 8058); mails about orders have none.",
                max_length=300,
            ),
        ),
    ]
