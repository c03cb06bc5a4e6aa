from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListedProduct",
            fields=[
                ("pk", models.CompositePrimaryKey("list_id", "product_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("list_id", models.BigIntegerField()),
                ("product_id", models.BigIntegerField()),
                ("in_stock", models.BooleanField()),
                ("is_bestseller", models.BooleanField()),
                ("on_sale", models.BooleanField()),
                ("price_minor", models.BigIntegerField()),
                ("sort_key", models.TextField(db_collation="C")),
                ("facet_bits", models.BigIntegerField()),
                ("facets", ArrayField(base_field=models.CharField(max_length=200))),
            ],
        ),
        migrations.AddIndex(
            model_name="listedproduct",
            index=models.Index(
                fields=["list_id", "-in_stock", "-is_bestseller", "-product_id"], include=["price_minor", "on_sale", "facet_bits"], name="listed_bestselling"
            ),
        ),
        migrations.AddIndex(
            model_name="listedproduct",
            index=models.Index(
                fields=["list_id", "price_minor", "product_id"], include=["in_stock", "is_bestseller", "on_sale", "facet_bits"], name="listed_price"
            ),
        ),
        migrations.AddIndex(
            model_name="listedproduct",
            index=models.Index(
                fields=["list_id", "sort_key", "product_id"], include=["price_minor", "in_stock", "on_sale", "facet_bits"], name="listed_name"
            ),
        ),
        run_sql(__file__, "listed_products"),
    ]
