from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    SearchVector,
    SearchVectorField,
)
from django.db import migrations, models

from shop.core.fields import CurrencyField, LanguageField, MinorField


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductDocument",
            fields=[
                ("product", models.OneToOneField(on_delete=models.CASCADE, primary_key=True, related_name="document", serialize=False, to="catalog.product")),
                ("category_ids", ArrayField(base_field=models.BigIntegerField(), default=list)),
                ("facets", ArrayField(base_field=models.CharField(max_length=200), default=list)),
                ("currency", CurrencyField(max_length=3)),
                ("price_minor", MinorField()),
                ("on_sale", models.BooleanField()),
                ("in_stock", models.BooleanField()),
                ("is_bestseller", models.BooleanField()),
                ("created_at", models.DateTimeField()),
                ("name", models.CharField(max_length=200)),
                ("language", LanguageField(db_default="english", max_length=40)),
                ("sort_key", models.TextField(db_collation="C", db_default="")),
                ("title", models.TextField(db_default="")),
                ("keywords", models.TextField(help_text="Vendor, category, tags, SKUs and options: found after the name.")),
                ("body", models.TextField(help_text="The description without markup.")),
                ("data", models.JSONField()),
                ("changes_on", models.DateField(help_text="When it must be made anew because a promised day has come.", null=True)),
                (
                    "vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=SearchVector("title", weight="A", config=models.F("language"))
                        + SearchVector("title", weight="A", config="simple")
                        + SearchVector("keywords", weight="B", config=models.F("language"))
                        + SearchVector("keywords", weight="B", config="simple")
                        + SearchVector("body", weight="C", config=models.F("language")),
                        output_field=SearchVectorField(),
                    ),
                ),
            ],
            options={
                "indexes": [
                    GinIndex(fields=["category_ids"], name="document_categories"),
                    GinIndex(fields=["facets"], name="document_facets"),
                    GinIndex(fields=["vector"], name="document_vector"),
                    models.Index(fields=["price_minor", "product"], name="document_price"),
                    models.Index(fields=["sort_key", "product"], name="document_name"),
                    models.Index(fields=["-product"], name="document_newest"),
                    models.Index(fields=["-product"], condition=models.Q(on_sale=True), name="document_on_sale"),
                    models.Index(fields=["-in_stock", "-is_bestseller", "-product"], name="document_bestselling"),
                    models.Index(fields=["changes_on"], condition=models.Q(changes_on__isnull=False), name="document_changes"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordKey",
            fields=[
                ("pk", models.CompositePrimaryKey("key", "word", blank=True, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40)),
                ("word", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="LooseWord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", ArrayField(base_field=models.CharField(max_length=60), help_text="Words or short phrases with commas between, such as: sofa, couch.")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StaleProduct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("product_id", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["product_id"], name="stale_product"),
                ],
            },
        ),
    ]
