from django.db import migrations, models

from shop.core.fields import CurrencyField, MinorField


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Journal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sale", "Sale"),
                            ("authorisation", "Authorisation"),
                            ("release", "Authorisation released"),
                            ("capture", "Payment received"),
                            ("fee", "Provider's fee"),
                            ("credit", "Credit note"),
                            ("refund", "Money paid back"),
                            ("chargeback", "Chargeback"),
                            ("chargeback_won", "Chargeback won"),
                            ("write_off", "Write-off"),
                        ],
                        max_length=16,
                    ),
                ),
                ("source", models.CharField(max_length=120, unique=True)),
                ("order", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="journals", to="orders.order")),
                ("memo", models.CharField(blank=True, max_length=200)),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["created_at"], name="journal_created"),
                    models.Index(fields=["kind", "-id"], condition=~models.Q(kind__in=["sale", "capture"]), name="journal_unusual"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journal", models.ForeignKey(on_delete=models.PROTECT, related_name="entries", to="ledger.journal")),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("receivable", "Owed by buyers"),
                            ("clearing", "Money at providers"),
                            ("bank", "Money in the bank"),
                            ("sales", "Sales, without tax"),
                            ("shipping_income", "Shipping income, without tax"),
                            ("tax_payable", "Tax owed"),
                            ("fees", "Providers' fees"),
                            ("allowances", "Allowances, without tax"),
                            ("chargebacks", "Money taken back by banks"),
                            ("write_offs", "Written off"),
                            ("authorised", "Authorised, not captured (memo)"),
                            ("authorised_offset", "Offset of authorisations (memo)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount_minor", MinorField()),
                ("currency", CurrencyField(max_length=3)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["account", "currency"], name="entry_account"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(amount_minor=0), name="entry_not_zero"),
                ],
            },
        ),
    ]
