from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_attempts")]

    operations = [
        migrations.CreateModel(
            name="KnownClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("seen_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["seen_at"], name="core_knownclient_seen")]},
        ),
    ]
