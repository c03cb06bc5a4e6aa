from django.db import migrations, models

from shop.core.fields import CountryField, CurrencyField, MinorField


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("variant", models.ForeignKey(on_delete=models.CASCADE, related_name="prices", to="catalog.variant")),
                ("currency", CurrencyField(max_length=3)),
                ("amount_minor", MinorField(verbose_name="price")),
                ("compare_at_minor", MinorField(blank=True, null=True, verbose_name="compare-at price")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["variant", "currency"], name="price_variant_currency"),
                    models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="price_not_negative"),
                    models.CheckConstraint(condition=models.Q(compare_at_minor=None) | models.Q(compare_at_minor__gt=models.F("amount_minor")), name="compare_at_above_price", violation_error_message="The compare-at price must be above the price."),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", CountryField(max_length=2)),
                ("tax_class", models.SlugField(default="standard")),
                ("rate", models.DecimalField(decimal_places=4, max_digits=6)),
            ],
            options={
                "ordering": ["country", "tax_class"],
                "constraints": [
                    models.UniqueConstraint(fields=["country", "tax_class"], name="tax_rate_country_class"),
                    models.CheckConstraint(condition=models.Q(rate__gte=0, rate__lt=1), name="tax_rate_range"),
                ],
            },
        ),
    ]
