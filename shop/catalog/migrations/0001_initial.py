from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models.functions import Now, Upper

from shop.core.fields import SlugField
from shop.core.folded import Folded


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parent", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="children", to="catalog.category")),
                ("name", models.CharField(max_length=80)),
                ("slug", SlugField(allow_unicode=True, max_length=80)),
                ("description", models.TextField(blank=True)),
                ("position", models.PositiveIntegerField(default=0)),
                ("picture", models.JSONField(blank=True, help_text="The tile: path, width, height, widths, tint, alt.", null=True)),
            ],
            options={
                "verbose_name_plural": "categories",
                "ordering": ["position", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=["parent", "slug"], nulls_distinct=False, name="category_parent_slug"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("slug", SlugField(allow_unicode=True, max_length=200, unique=True)),
                ("description", models.TextField(blank=True, help_text="HTML; scripts, styles and pictures are removed.")),
                ("vendor", models.CharField(blank=True, max_length=120)),
                ("category", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="products", to="catalog.category")),
                ("tags", ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list)),
                ("attributes", models.JSONField(blank=True, default=dict, help_text='Facts shown as a table, {"Material": "Oak"}.')),
                ("status", models.CharField(choices=[("draft", "Draft"), ("active", "Active"), ("archived", "Archived")], default="draft", max_length=10)),
                ("tax_class", models.SlugField(default="standard")),
                ("seo_title", models.CharField(blank=True, max_length=120)),
                ("seo_description", models.CharField(blank=True, max_length=320)),
                ("released_on", models.DateField(blank=True, help_text="Until this day it is sold as a pre-order.", null=True)),
                (
                    "withdrawal_exempt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("16(c)", "Made to the buyer's specification"),
                            ("16(d)", "Perishes or expires quickly"),
                            ("16(e)", "Sealed for health or hygiene, once it is opened"),
                            ("16(f)", "Cannot be separated from other goods once delivered"),
                            ("16(i)", "Sealed recording or software, once it is opened"),
                            ("16(j)", "Newspaper or magazine"),
                            ("16(m)", "Digital content, once its use has begun"),
                        ],
                        db_default="",
                        help_text="Buyers are told before they order. Leave it empty for everything that can be sent back.",
                        max_length=8,
                        verbose_name="no right of withdrawal",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["category", "-id"], name="product_category"),
                    GinIndex(OpClass(Folded("name"), "gin_trgm_ops"), name="product_name_folded"),
                    GinIndex(OpClass(Folded("vendor"), "gin_trgm_ops"), name="product_vendor_folded"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OptionType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product", models.ForeignKey(on_delete=models.CASCADE, related_name="options", to="catalog.product")),
                ("name", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=["product", "name"], name="option_product_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OptionValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("option", models.ForeignKey(on_delete=models.CASCADE, related_name="values", to="catalog.optiontype")),
                ("value", models.CharField(max_length=255)),
                ("swatch", models.CharField(blank=True, max_length=7, validators=[RegexValidator("\\A#[0-9a-f]{6}\\Z", "A colour such as #c65f43.")])),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(fields=["value"], condition=~models.Q(swatch=""), name="option_value_swatch"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["option", "value"], name="option_value"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Media",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product", models.ForeignKey(on_delete=models.CASCADE, related_name="media", to="catalog.product")),
                ("path", models.CharField(max_length=60)),
                ("alt", models.CharField(blank=True, max_length=200, verbose_name="alternative text")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("widths", ArrayField(base_field=models.PositiveIntegerField())),
                ("tint", models.PositiveSmallIntegerField(default=0)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "picture",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=["product", "path"], name="media_product_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product", models.ForeignKey(on_delete=models.CASCADE, related_name="variants", to="catalog.product")),
                ("sku", models.CharField(max_length=255, unique=True, verbose_name="SKU")),
                ("source_sku", models.CharField(blank=True, db_default="", help_text="What the shop it came from called it, if not so.", max_length=255)),
                ("barcode", models.CharField(blank=True, max_length=40, verbose_name="barcode (GTIN)")),
                ("options_key", models.CharField(blank=True, editable=False, max_length=80)),
                ("media", models.ForeignKey(blank=True, null=True, on_delete=models.SET_NULL, related_name="variants", to="catalog.media", verbose_name="picture")),
                ("weight_grams", models.PositiveIntegerField(default=0)),
                ("track_stock", models.BooleanField(default=True, help_text="Off: always available, nothing is counted.")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("status", models.CharField(choices=[("active", "Active"), ("hidden", "Hidden"), ("archived", "Archived")], db_default="active", default="active", help_text="Hidden: not sold for now. Archived: not sold any more.", max_length=10)),
                ("option_values", models.ManyToManyField(blank=True, related_name="variants", to="catalog.optionvalue")),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(fields=["source_sku"], condition=~models.Q(source_sku=""), name="variant_source_sku"),
                    models.Index(OpClass(Upper("sku"), "text_pattern_ops"), name="variant_sku_ci"),
                    models.Index(fields=["barcode"], opclasses=["varchar_pattern_ops"], name="variant_barcode"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["product", "options_key"], condition=~models.Q(status="archived"), name="variant_options"),
                    models.CheckConstraint(condition=models.Q(status__in=["active", "hidden", "archived"]), name="variant_status"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BundleComponent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bundle", models.ForeignKey(on_delete=models.CASCADE, related_name="components", to="catalog.variant")),
                ("component", models.ForeignKey(on_delete=models.RESTRICT, related_name="bundles", to="catalog.variant")),
                ("quantity", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=["bundle", "component"], name="bundle_component"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1), name="bundle_component_quantity"),
                    models.CheckConstraint(condition=~models.Q(bundle=models.F("component")), name="bundle_is_not_its_own_part"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OldCategoryName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parent", models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="catalog.category")),
                ("slug", SlugField(allow_unicode=True, max_length=80)),
                ("category", models.ForeignKey(on_delete=models.CASCADE, related_name="old_names", to="catalog.category")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["parent", "slug"], nulls_distinct=False, name="old_category_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(help_text="Such as /old-mugs.html; what comes after a ? is no part of it.", max_length=400, unique=True, verbose_name="old address")),
                ("product", models.ForeignKey(blank=True, editable=False, null=True, on_delete=models.CASCADE, related_name="old_addresses", to="catalog.product")),
                ("target", models.CharField(blank=True, help_text="An address of this shop, such as /c/table/.", max_length=400, verbose_name="leads to")),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(product__isnull=False, target="") | models.Q(product=None) & ~models.Q(target=""), name="redirect_has_one_target"),
                ],
            },
        ),
    ]
