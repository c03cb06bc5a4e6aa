"""Not every country has cities or postcodes in its addresses: what is asked for is the domain's rule."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0016_staff_search")]

    operations = [
        migrations.AlterField("orderaddress", "city", models.CharField(blank=True, max_length=80)),
        migrations.AlterField("orderaddress", "postcode", models.CharField(blank=True, max_length=16)),
    ]
