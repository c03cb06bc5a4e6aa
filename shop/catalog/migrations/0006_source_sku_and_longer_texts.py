from django.db import migrations, models

from shop.core.migration_steps import widen


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_slugs_of_any_script")]

    operations = [
        migrations.AddField(
            model_name="variant",
            name="source_sku",
            field=models.CharField(
                blank=True, db_default="", help_text="What the shop it came from called it, if not so.", max_length=255
            ),
        ),
        widen(
            "catalog_optionvalue", "value", 255,
            migrations.AlterField(model_name="optionvalue", name="value", field=models.CharField(max_length=255)),
        ),
        widen(
            "catalog_variant", "sku", 255,
            migrations.AlterField(
                model_name="variant",
                name="sku",
                field=models.CharField(max_length=255, unique=True, verbose_name="SKU"),
            ),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(
                condition=models.Q(("source_sku", ""), _negated=True), fields=["source_sku"], name="variant_source_sku"
            ),
        ),
    ]
