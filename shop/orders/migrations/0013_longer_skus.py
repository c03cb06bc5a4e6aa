from django.db import migrations, models

from shop.core.migration_steps import widen


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_ordered_variants_stay")]

    operations = [
        widen(
            "orders_orderline", "sku", 255,
            migrations.AlterField(
                model_name="orderline", name="sku", field=models.CharField(max_length=255, verbose_name="SKU")
            ),
        ),
    ]
