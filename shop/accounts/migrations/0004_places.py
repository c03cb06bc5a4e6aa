"""Not every country has cities or postcodes in its addresses: what is asked for is the domain's rule."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_staff_search")]

    operations = [
        migrations.AlterField("address", "city", models.CharField(blank=True, max_length=80)),
        migrations.AlterField("address", "postcode", models.CharField(blank=True, max_length=16)),
    ]
