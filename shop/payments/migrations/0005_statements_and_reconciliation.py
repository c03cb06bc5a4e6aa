import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import shop.core.fields

_ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_allowances_and_declines")]

    operations = [
        migrations.AlterField(  # a longer varchar: no rewrite, and a running older release does not notice
            model_name="payment",
            name="redirect_url",
            field=models.CharField(blank=True, max_length=2000),
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                _ID,
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("booked_on", models.DateField()),
                ("amount_minor", shop.core.fields.MinorField()),
                (
                    "currency",
                    shop.core.fields.CurrencyField(
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters, such as EUR."
                            )
                        ],
                    ),
                ),
                ("payer", models.CharField(blank=True, max_length=200)),
                ("purpose", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To be assigned"), ("booked", "Booked"), ("ignored", "Not an order's")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, help_text="Why it was not booked by itself.", max_length=300),
                ),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                ("imported_at", models.DateTimeField()),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_lines",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "ordering": ["-booked_on", "-id"],
                "indexes": [models.Index(condition=Q(("state", "open")), fields=["id"], name="statement_line_open")],
                "constraints": [
                    models.CheckConstraint(condition=Q(("amount_minor__gte", 1)), name="statement_line_positive"),
                    models.CheckConstraint(
                        condition=Q(Q(("state", "booked"), _negated=True), ("payment__isnull", False), _connector="OR"),
                        name="statement_line_booked_on_payment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconcileRun",
            fields=[
                _ID,
                ("provider", models.SlugField()),
                ("since", models.DateTimeField()),
                ("is_daily", models.BooleanField(default=False)),
                ("seen", models.PositiveIntegerField(default=0)),
                (
                    "repaired",
                    models.PositiveIntegerField(default=0, help_text="Payments whose news we had missed."),
                ),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("started_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["provider", "-started_at"], name="reconcile_run_latest")],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationItem",
            fields=[
                _ID,
                ("provider", models.SlugField()),
                ("reference", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unknown", "Money for no order of ours"),
                            ("amount", "Another amount"),
                            ("missing", "The provider does not know it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("detail", models.CharField(max_length=300)),
                ("found_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("resolved_at__isnull", True)),
                        fields=("provider", "reference", "kind"),
                        name="reconciliation_item_once",
                    )
                ],
            },
        ),
    ]
