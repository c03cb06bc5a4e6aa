import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0006_sends_at_once"), ("catalog", "0004_variant_status")]

    operations = [
        migrations.AlterField(
            model_name="returnline",
            name="wanted",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.variant"
            ),
        ),
    ]
