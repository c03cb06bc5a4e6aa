from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from shop.core.fields import CountryField, CurrencyField, MinorField


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Zone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("countries", ArrayField(base_field=CountryField(max_length=2))),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ShippingMethod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("zone", models.ForeignKey(on_delete=models.CASCADE, related_name="methods", to="shipping.zone")),
                ("code", models.SlugField()),
                ("name", models.CharField(max_length=80)),
                ("currency", CurrencyField(default="EUR", max_length=3)),
                ("price_minor", MinorField(verbose_name="price")),
                ("free_from_minor", MinorField(blank=True, null=True, verbose_name="free from")),
                ("min_days", models.PositiveSmallIntegerField(default=2)),
                ("max_days", models.PositiveSmallIntegerField(default=4)),
                ("tax_class", models.SlugField(default="standard")),
                ("is_active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=["zone", "code"], name="shipping_zone_code"),
                    models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="shipping_price_not_negative"),
                ],
            },
        ),
    ]
