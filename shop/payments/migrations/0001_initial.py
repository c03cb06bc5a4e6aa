from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models

from shop.core.fields import CurrencyField, MinorField
from shop.core.folded import Folded


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_functions"),
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="payments", to="orders.order")),
                ("public_id", models.CharField(max_length=40, unique=True)),
                ("provider", models.SlugField()),
                ("method", models.CharField(blank=True, help_text="What the buyer chose at the provider.", max_length=40)),
                ("provider_ref", models.CharField(blank=True, max_length=120)),
                ("amount_minor", MinorField()),
                ("authorised_minor", MinorField(db_default=0, default=0)),
                ("captured_minor", MinorField(default=0)),
                ("refunded_minor", MinorField(default=0)),
                ("disputed_minor", MinorField(db_default=0, default=0, help_text="Taken back by the buyer's bank.")),
                ("fee_minor", MinorField(db_default=0, default=0, help_text="What the provider kept.")),
                ("currency", CurrencyField(max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("requires_action", "Waiting for the buyer"),
                            ("processing", "Being checked"),
                            ("authorised", "Authorised"),
                            ("captured", "Paid"),
                            ("failed", "Declined"),
                            ("cancelled", "Cancelled"),
                            ("voided", "Authorisation released"),
                            ("expired", "Authorisation expired"),
                            ("disputed", "Disputed"),
                            ("won", "Dispute won"),
                            ("lost", "Dispute lost"),
                        ],
                        default="created",
                        max_length=16,
                    ),
                ),
                ("redirect_url", models.CharField(blank=True, max_length=2000)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("client_key", models.CharField(blank=True, db_default="", help_text="Who tried, as a hash.", max_length=64)),
                ("review", models.CharField(blank=True, db_default="", help_text="Why staff must look at it.", max_length=300)),
                ("expires_at", models.DateTimeField(blank=True, help_text="When the authorisation ends.", null=True)),
                ("asked_at", models.DateTimeField(blank=True, help_text="Since when somebody asks the provider to begin it; nobody else does then.", null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "permissions": [("mark_paid", "Can book money that came in"), ("capture_payment", "Can capture payments")],
                "indexes": [
                    models.Index(condition=~models.Q(review=""), fields=["id"], name="payment_review"),
                    models.Index(condition=models.Q(("status__in", ["authorised", "disputed"])), fields=["id"], name="payment_undecided"),
                    models.Index(condition=models.Q(("status__in", ["created", "requires_action", "processing", "authorised"])), fields=["id"], name="payment_unfinished"),
                    models.Index(fields=["provider_ref"], name="payment_reference", opclasses=["varchar_pattern_ops"]),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["provider", "provider_ref"], condition=~models.Q(provider_ref=""), name="payment_provider_ref"),
                    models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="payment_amount_gte_0"),
                    models.CheckConstraint(condition=models.Q(refunded_minor__gte=0, refunded_minor__lte=models.F("captured_minor")), name="refunded_lte_captured"),
                    models.CheckConstraint(condition=models.Q(disputed_minor__gte=0, disputed_minor__lte=models.F("captured_minor")), name="disputed_lte_captured"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentTransaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("payment", models.ForeignKey(on_delete=models.PROTECT, related_name="transactions", to="payments.payment")),
                ("kind", models.CharField(choices=[("authorise", "Authorised"), ("capture", "Captured"), ("void", "Released"), ("refund", "Refunded"), ("refund_failed", "Refund sent back"), ("chargeback", "Taken back"), ("chargeback_won", "Given back by the bank"), ("fee", "Fee")], max_length=16)),
                ("source", models.CharField(max_length=120, unique=True)),
                ("amount_minor", MinorField()),
                ("currency", CurrencyField(max_length=3)),
                ("provider_ref", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="transaction_amount_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("booked_on", models.DateField()),
                ("amount_minor", MinorField()),
                ("currency", CurrencyField(max_length=3)),
                ("payer", models.CharField(blank=True, max_length=200)),
                ("purpose", models.CharField(blank=True, max_length=500)),
                ("state", models.CharField(choices=[("open", "To be assigned"), ("booked", "Booked"), ("ignored", "Not an order's")], default="open", max_length=8)),
                ("payment", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="statement_lines", to="payments.payment")),
                ("note", models.CharField(blank=True, help_text="Why it was not booked by itself.", max_length=300)),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-booked_on", "-id"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["id"], name="statement_line_open"),
                    models.Index(fields=["-booked_on", "-id"], name="statement_line_booked"),
                    GinIndex(OpClass(Folded("payer"), "gin_trgm_ops"), OpClass(Folded("purpose"), "gin_trgm_ops"), name="statement_line_folded"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="statement_line_positive"),
                    models.CheckConstraint(condition=~models.Q(state="booked") | models.Q(payment__isnull=False), name="statement_line_booked_on_payment"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconcileRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.SlugField()),
                ("since", models.DateTimeField()),
                ("is_daily", models.BooleanField(default=False)),
                ("seen", models.PositiveIntegerField(default=0)),
                ("repaired", models.PositiveIntegerField(default=0, help_text="Payments whose news we had missed.")),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("started_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["provider", "-started_at"], name="reconcile_run_latest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.SlugField()),
                ("reference", models.CharField(max_length=120)),
                ("kind", models.CharField(choices=[("unknown", "Money for no order of ours"), ("amount", "Another amount"), ("missing", "The provider does not know it")], max_length=8)),
                ("detail", models.CharField(max_length=300)),
                ("payment", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="differences", to="payments.payment")),
                ("found_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=["provider", "reference", "kind"], condition=models.Q(resolved_at__isnull=True), name="reconciliation_item_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="credit_notes", to="orders.order")),
                ("public_id", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(choices=[("cancel", "Cancelled"), ("refund", "Refund"), ("return", "Return"), ("withdrawal", "Withdrawal"), ("edit", "Order changed"), ("write_off", "Written off")], max_length=12)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("shipping_minor", MinorField(default=0)),
                ("allowance_minor", MinorField(default=0)),
                ("shipping_allowance_minor", MinorField(db_default=0, default=0)),
                ("tax_minor", MinorField()),
                ("total_minor", MinorField()),
                ("currency", CurrencyField(max_length=3)),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(shipping_minor__gte=0, allowance_minor__gte=0, total_minor__gte=1), name="credit_note_not_negative"),
                    models.CheckConstraint(condition=models.Q(tax_minor__gte=0, tax_minor__lte=models.F("total_minor")), name="credit_note_tax_in_total"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditNoteLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.ForeignKey(on_delete=models.PROTECT, related_name="lines", to="payments.creditnote")),
                ("order_line", models.ForeignKey(on_delete=models.PROTECT, related_name="credits", to="orders.orderline")),
                ("quantity", models.PositiveIntegerField()),
                ("amount_minor", MinorField()),
                ("allowance_minor", MinorField(db_default=0, default=0)),
                ("tax_minor", MinorField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["note", "order_line"], name="credit_note_line_once"),
                    models.CheckConstraint(condition=models.Q(amount_minor__gte=0, allowance_minor__gte=0) & ~models.Q(amount_minor=0, allowance_minor=0), name="credit_note_line_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("payment", models.ForeignKey(on_delete=models.PROTECT, related_name="refunds", to="payments.payment")),
                ("note", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="refunds", to="payments.creditnote")),
                ("public_id", models.CharField(max_length=40, unique=True)),
                ("amount_minor", MinorField()),
                ("currency", CurrencyField(max_length=3)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("status", models.CharField(choices=[("requested", "Requested"), ("sent", "On its way"), ("succeeded", "Refunded"), ("failed", "Failed")], default="requested", max_length=12)),
                ("provider_ref", models.CharField(blank=True, max_length=120)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("tries", models.PositiveSmallIntegerField(db_default=1, default=1, help_text="How often it was sent.")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["id"], condition=models.Q(status__in=["requested", "sent"]), name="refund_unfinished"),
                    models.Index(fields=["id"], condition=models.Q(status="failed"), name="refund_failed"),
                    models.Index(fields=["provider_ref"], opclasses=["varchar_pattern_ops"], name="refund_reference"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="refund_amount_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.SlugField()),
                ("event_id", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=80)),
                ("reference", models.CharField(blank=True, help_text="The attempt it is about, as far as it says.", max_length=120)),
                ("payload", models.JSONField()),
                ("outcome", models.CharField(choices=[("waiting", "Waiting"), ("done", "Done"), ("ignored", "Not about us"), ("parked", "Failed too often")], default="waiting", max_length=8)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(blank=True, help_text="When it first could not be worked off.", null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("received_at", models.DateTimeField()),
                ("processed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["next_try_at"], condition=models.Q(outcome="waiting"), name="provider_event_waiting"),
                    models.Index(fields=["outcome", "-id"], condition=~models.Q(outcome="done"), name="provider_event_unusual"),
                    models.Index(fields=["reference"], opclasses=["varchar_pattern_ops"], name="provider_event_reference"),
                    models.Index(fields=["event_id"], opclasses=["varchar_pattern_ops"], name="provider_event_id"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TestCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("amount_minor", MinorField()),
                ("refunded_minor", MinorField(default=0)),
                ("currency", CurrencyField(max_length=3)),
                ("status", models.CharField(max_length=16)),
                ("return_url", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(refunded_minor__lte=models.F("amount_minor")), name="test_charge_refund_lte_amount"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TestRefund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("charge", models.ForeignKey(on_delete=models.CASCADE, related_name="refunds", to="payments.testcharge")),
                ("amount_minor", MinorField()),
            ],
        ),
    ]
