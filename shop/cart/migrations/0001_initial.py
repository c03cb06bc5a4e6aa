from django.conf import settings
from django.db import migrations, models

from shop.core.fields import CurrencyField


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.ForeignKey(on_delete=models.PROTECT, to="channels.channel")),
                ("user", models.ForeignKey(blank=True, null=True, on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL)),
                ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("currency", CurrencyField(max_length=3)),
                ("status", models.CharField(choices=[("open", "Open"), ("completed", "Completed"), ("merged", "Merged")], default="open", max_length=10)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("typed", models.JSONField(blank=True, db_default={}, default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["updated_at"], condition=~models.Q(status="completed"), name="cart_untouched"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["user", "channel"], condition=models.Q(status="open", user__isnull=False), name="one_open_cart_per_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CartLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cart", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="cart.cart")),
                ("variant", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="catalog.variant")),
                ("quantity", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cart", "variant"), name="cart_line_variant"),
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 1), ("quantity__lte", 99)), name="cart_line_quantity"),
                ],
            },
        ),
    ]
