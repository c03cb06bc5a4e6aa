from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Upper

from shop.core.fields import MinorField
from shop.core.folded import Folded


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("core", "0002_functions"),
        ("inventory", "0001_initial"),
        ("orders", "0001_initial"),
        ("payments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fulfilment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="fulfilments", to="orders.order")),
                ("public_id", models.CharField(max_length=40, unique=True)),
                ("location", models.ForeignKey(help_text="Empty: stock is not counted.", null=True, on_delete=models.PROTECT, related_name="+", to="inventory.location")),
                ("replaces", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="replacement", to="fulfilment.fulfilment")),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "Planned"), ("picking", "Being picked"), ("packed", "Packed"), ("shipped", "Sent"), ("delivered", "Delivered"), ("cancelled", "Unpacked"), ("lost", "Lost"), ("returned_to_sender", "Came back undelivered")], db_default="shipped", default="shipped", max_length=20
                    ),
                ),
                ("carrier", models.CharField(blank=True, max_length=60)),
                ("tracking_number", models.CharField(blank=True, max_length=80)),
                ("tracking_url", models.URLField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(null=True)),
                ("shipped_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(OpClass(Upper("tracking_number"), "text_pattern_ops"), name="fulfilment_tracking"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(status__in=["planned", "picking", "packed", "cancelled"], shipped_at=None) | models.Q(status__in=["shipped", "delivered", "lost", "returned_to_sender"], shipped_at__isnull=False), name="parcel_shipped_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FulfilmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fulfilment", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="fulfilment.fulfilment")),
                ("order_line", models.ForeignKey(on_delete=models.PROTECT, related_name="fulfilment_lines", to="orders.orderline")),
                ("quantity", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["fulfilment", "order_line"], name="fulfilment_line_once"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1), name="fulfilment_line_quantity"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="returns", to="orders.order")),
                ("public_id", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(choices=[("return", "Money back"), ("exchange", "Exchange")], max_length=10)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("in_transit", "On its way back"),
                            ("received", "Partly received"),
                            ("inspected", "Inspected"),
                            ("refunded", "Refunded"),
                            ("exchanged", "Exchanged"),
                            ("credited", "Credited"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("comment", models.CharField(blank=True, help_text="What the buyer wrote.", max_length=1000)),
                ("instructions", models.CharField(blank=True, help_text="How to send it back, as the buyer reads it.", max_length=1000)),
                ("refusal", models.CharField(blank=True, help_text="Why it was rejected, as the buyer reads it.", max_length=300)),
                ("tracking_number", models.CharField(blank=True, max_length=80)),
                ("deduction_minor", MinorField(default=0, help_text="Kept back for the way back.")),
                ("refund_minor", MinorField(default=0, help_text="What the buyer was credited, all notes together.")),
                ("replacement", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="replaces", to="orders.order")),
                ("sends_at_once", models.BooleanField(db_default=False, default=False, help_text="The new goods do not wait for the others.")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("notes", models.ManyToManyField(related_name="returns", to="payments.creditnote")),
            ],
            options={
                "ordering": ["-id"],
                "permissions": [("handle_return", "Can handle returns and withdrawals")],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id"], condition=models.Q(status__in=["requested", "approved", "in_transit", "received", "inspected"]), name="return_open"),
                    models.Index(OpClass(Upper("tracking_number"), "text_pattern_ops"), name="return_tracking"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="fulfilment.return")),
                ("order_line", models.ForeignKey(on_delete=models.PROTECT, related_name="return_lines", to="orders.orderline")),
                ("quantity", models.PositiveIntegerField()),
                ("reason", models.CharField(choices=[("not_liked", "I do not like it"), ("wrong_size", "Wrong size or colour"), ("not_as_shown", "Not as shown"), ("wrong_item", "I got something else"), ("faulty", "Broken or faulty"), ("other", "Another reason")], max_length=16)),
                ("quantity_received", models.PositiveIntegerField(default=0)),
                ("quantity_restocked", models.PositiveIntegerField(default=0)),
                ("condition", models.CharField(blank=True, choices=[("new", "As new"), ("opened", "Opened or used"), ("damaged", "Damaged")], max_length=10)),
                ("wanted", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="catalog.variant")),
                ("wanted_sku", models.CharField(blank=True, max_length=255)),
                ("replacement", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="replaced", to="orders.orderline")),
                ("cheaper_minor", MinorField(default=0, help_text="What the wanted goods are cheaper by, all units together.")),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=["owner", "order_line"], name="return_line_once"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1), name="return_line_quantity"),
                    models.CheckConstraint(condition=models.Q(quantity_received__lte=models.F("quantity"), quantity_restocked__lte=models.F("quantity_received")), name="return_line_received_lte"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="withdrawals", to="orders.order")),
                ("public_id", models.CharField(max_length=40, unique=True)),
                ("status", models.CharField(choices=[("declared", "Declared"), ("acknowledged", "Acknowledged"), ("goods_back", "Goods are back"), ("proof_of_sending", "Sent back"), ("refunded", "Refunded"), ("closed", "Closed")], default="declared", max_length=16)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(help_text="Where the receipt went.", max_length=254)),
                ("order_number", models.CharField(help_text="As it was typed.", max_length=40)),
                ("goods", models.CharField(blank=True, help_text="Which goods, as it was typed; empty: all of them.", max_length=1000)),
                ("statement", models.TextField()),
                ("is_proven", models.BooleanField()),
                ("tracking_number", models.CharField(blank=True, max_length=80)),
                ("close_note", models.CharField(blank=True, help_text="Why staff closed it without a refund.", max_length=300)),
                ("refund_minor", MinorField(default=0, help_text="What the buyer was credited, all notes together.")),
                ("declared_at", models.DateTimeField()),
                ("refund_due_on", models.DateField(help_text="The last day of the refund, Article 13(1).")),
                ("period_ended_on", models.DateField(help_text="Last day of the period where that was over.", null=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("updated_at", models.DateTimeField()),
                ("notes", models.ManyToManyField(related_name="withdrawals", to="payments.creditnote")),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(condition=~models.Q(status__in=["refunded", "closed"]), fields=["refund_due_on"], name="withdrawal_open"),
                    models.Index(fields=["email", "-declared_at"], name="withdrawal_email"),
                    GinIndex(OpClass(Folded("name"), "gin_trgm_ops"), OpClass(Folded("email"), "gin_trgm_ops"), OpClass(Folded("order_number"), "gin_trgm_ops"), name="withdrawal_folded"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WithdrawalLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="fulfilment.withdrawal")),
                ("order_line", models.ForeignKey(on_delete=models.PROTECT, related_name="withdrawal_lines", to="orders.orderline")),
                ("quantity", models.PositiveIntegerField()),
                ("quantity_cancelled", models.PositiveIntegerField(default=0)),
                ("quantity_claimed", models.PositiveIntegerField(default=0)),
                ("quantity_credited", models.PositiveIntegerField(default=0)),
                ("quantity_received", models.PositiveIntegerField(default=0)),
                ("quantity_restocked", models.PositiveIntegerField(default=0)),
                ("condition", models.CharField(blank=True, choices=[("new", "As new"), ("opened", "Opened or used"), ("damaged", "Damaged")], max_length=10)),
                ("deduction_minor", MinorField(default=0, help_text="For lost value by handling, Article 14(2).")),
                (
                    "exemption",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("9(1)", "Declared after the period had ended"),
                            ("16(c)", "Made to the buyer's specification"),
                            ("16(d)", "Perishes or expires quickly"),
                            ("16(e)", "Sealed for health or hygiene, once it is opened"),
                            ("16(f)", "Cannot be separated from other goods once delivered"),
                            ("16(i)", "Sealed recording or software, once it is opened"),
                            ("16(j)", "Newspaper or magazine"),
                            ("16(m)", "Digital content, once its use has begun"),
                        ],
                        max_length=8,
                    ),
                ),
                ("exemption_note", models.CharField(blank=True, max_length=300)),
                ("exemption_by", models.CharField(blank=True, max_length=254)),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=["owner", "order_line"], name="withdrawal_line_once"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1), name="withdrawal_line_quantity"),
                    models.CheckConstraint(
                        condition=models.Q(quantity__gte=models.F("quantity_cancelled") + models.F("quantity_claimed"), quantity_received__lte=models.F("quantity_claimed"), quantity_restocked__lte=models.F("quantity_received"), quantity_credited__lte=models.F("quantity_cancelled") + models.F("quantity_claimed")),
                        name="withdrawal_line_adds_up",
                    ),
                ],
            },
        ),
    ]
