from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models.functions import Lower, Replace, Reverse, Upper

from shop.core.fields import CountryField, CurrencyField, MinorField
from shop.core.folded import Folded
from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("core", "0002_functions"),
        ("inventory", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "order_numbers"),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(editable=False, max_length=40, unique=True)),
                ("number", models.BigIntegerField(db_default=models.Func(models.Value("orders_number_seq"), function="nextval"), editable=False, unique=True)),
                ("channel", models.ForeignKey(on_delete=models.PROTECT, to="channels.channel")),
                ("user", models.ForeignKey(blank=True, null=True, on_delete=models.SET_NULL, related_name="orders", to=settings.AUTH_USER_MODEL)),
                ("cart_key", models.BigIntegerField(editable=False, null=True)),
                ("email", models.EmailField(max_length=254)),
                ("locale", models.CharField(max_length=12)),
                ("currency", CurrencyField(max_length=3)),
                ("status", models.CharField(choices=[("draft", "Draft"), ("pending", "Awaiting payment"), ("placed", "Placed"), ("on_hold", "On hold"), ("closed", "Completed"), ("cancelled", "Cancelled"), ("expired", "Expired")], default="pending", max_length=12)),
                (
                    "payment_status",
                    models.CharField(choices=[("unpaid", "Unpaid"), ("authorised", "Authorised"), ("partially_paid", "Partially paid"), ("paid", "Paid"), ("overpaid", "Overpaid"), ("partially_refunded", "Partially refunded"), ("refunded", "Refunded"), ("disputed", "Disputed")], default="unpaid", max_length=20),
                ),
                (
                    "fulfilment_status",
                    models.CharField(choices=[("none_needed", "Nothing to send"), ("unfulfilled", "Not sent yet"), ("partial", "Partly sent"), ("fulfilled", "Sent"), ("delivered", "Delivered"), ("partially_returned", "Partly returned"), ("returned", "Returned")], default="unfulfilled", max_length=20),
                ),
                ("subtotal_minor", MinorField()),
                ("shipping_minor", MinorField()),
                ("tax_minor", MinorField(help_text="The tax inside the total.")),
                ("total_minor", MinorField()),
                ("credited_minor", MinorField(db_default=0, default=0, editable=False)),
                ("shipping_credited_minor", MinorField(db_default=0, default=0, editable=False)),
                ("shipping_code", models.CharField(max_length=50)),
                ("shipping_name", models.CharField(max_length=80)),
                ("shipping_tax_rate", models.DecimalField(decimal_places=4, max_digits=6)),
                ("shipping_tax_minor", MinorField()),
                ("arrives_from", models.DateField(null=True)),
                ("arrives_until", models.DateField(null=True)),
                ("payment_deadline", models.DateTimeField(help_text="Unpaid after this, the order expires and its stock is free again.")),
                ("pays_by_link", models.BooleanField(db_default=False, default=False, editable=False, help_text="A declined payment leaves it open until the deadline.")),
                ("awaits_confirmation", models.BooleanField(db_default=False, default=False, editable=False, help_text="Nobody has shown yet that they read this address; so long goods are kept for a short time.")),
                ("created_at", models.DateTimeField()),
                ("placed_at", models.DateTimeField(blank=True, null=True)),
                ("updated_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
            ],
            options={
                "ordering": ["-id"],
                "permissions": [("ship_order", "Can send parcels"), ("cancel_order", "Can cancel orders"), ("refund_order", "Can refund money"), ("hold_order", "Can put orders on hold"), ("edit_order", "Can change placed orders")],
                "indexes": [
                    models.Index(fields=["user", "-id"], name="order_user"),
                    models.Index(fields=["created_at"], name="order_created"),
                    models.Index(fields=["payment_deadline"], condition=models.Q(status="pending"), name="order_pending"),
                    models.Index(Lower("email"), name="order_email_ci"),
                    models.Index(fields=["id"], condition=models.Q(awaits_confirmation=True, status="pending"), name="order_unconfirmed"),
                    GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="order_email_part"),
                    models.Index(fields=["status", "-id"], name="order_status"),
                    models.Index(fields=["payment_status", "-id"], name="order_payment_status"),
                    models.Index(fields=["fulfilment_status", "-id"], name="order_fulfilment_status"),
                    models.Index(fields=["total_minor", "-id"], name="order_total"),
                    models.Index(fields=["placed_at"], name="order_placed"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(total_minor=models.F("subtotal_minor") + models.F("shipping_minor")), name="order_total_adds_up"),
                    models.CheckConstraint(condition=models.Q(subtotal_minor__gte=0, shipping_minor__gte=0), name="order_money_gte_0"),
                    models.CheckConstraint(condition=models.Q(tax_minor__gte=0, tax_minor__lte=models.F("total_minor")), name="order_tax_in_total"),
                    models.CheckConstraint(condition=models.Q(credited_minor__gte=0, credited_minor__lte=models.F("total_minor")), name="order_credit_lte_total"),
                    models.CheckConstraint(condition=models.Q(shipping_credited_minor__gte=0, shipping_credited_minor__lte=models.F("shipping_minor")), name="order_shipping_credit_lte"),
                    models.UniqueConstraint(fields=["cart_key"], condition=models.Q(cart_key__isnull=False) & ~models.Q(status__in=["cancelled", "expired"]), name="cart_bought_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("full_name", models.CharField(max_length=120)),
                ("company", models.CharField(blank=True, max_length=120)),
                ("line1", models.CharField(max_length=160, verbose_name="address")),
                ("line2", models.CharField(blank=True, max_length=160, verbose_name="address, line 2")),
                ("city", models.CharField(blank=True, max_length=80)),
                ("postcode", models.CharField(blank=True, max_length=16)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("country", CountryField(max_length=2)),
                ("phone", models.CharField(blank=True, max_length=32)),
                ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="addresses", to="orders.order")),
                ("kind", models.CharField(choices=[("shipping", "Shipping"), ("billing", "Billing")], max_length=10)),
            ],
            options={
                "indexes": [
                    GinIndex(SearchVector(Folded("full_name"), Folded("company"), Folded("city"), "postcode", Replace("postcode", models.Value(" "), models.Value("")), config="simple"), name="order_address_folded"),
                    models.Index(OpClass(Reverse(models.Func("phone", models.Value("\\(0\\)|[^0-9]"), models.Value(""), models.Value("g"), function="regexp_replace", output_field=models.TextField())), "text_pattern_ops"), name="order_address_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["order", "kind"], name="order_address_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="events", to="orders.order")),
                ("kind", models.CharField(max_length=40)),
                ("message", models.CharField(max_length=300)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                ("actor_user", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("data", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["created_at"], condition=models.Q(kind="payment.too_many_declines"), name="event_too_many_declines"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="changes", to="orders.order")),
                ("public_id", models.CharField(max_length=40, unique=True)),
                ("status", models.CharField(choices=[("awaiting_payment", "Waiting for payment"), ("applied", "Applied"), ("lapsed", "Not paid: undone"), ("withdrawn", "Withdrawn")], max_length=16)),
                ("actions", models.JSONField()),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("difference_minor", MinorField()),
                ("shipping_added_minor", MinorField(default=0)),
                ("currency", CurrencyField(max_length=3)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["expires_at"], condition=models.Q(status="awaiting_payment"), name="order_change_waiting"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["order"], condition=models.Q(status="awaiting_payment"), name="one_open_change_per_order"),
                    models.CheckConstraint(condition=~models.Q(status="awaiting_payment") | models.Q(expires_at__isnull=False, difference_minor__gt=0), name="open_change_has_deadline"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="orders.order")),
                ("variant", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="catalog.variant")),
                ("position", models.PositiveSmallIntegerField()),
                ("sku", models.CharField(max_length=255, verbose_name="SKU")),
                ("name", models.CharField(max_length=200)),
                ("options", models.JSONField(default=list)),
                ("picture", models.JSONField(help_text="path, widths, tint and alt of the picture when it was bought.", null=True)),
                ("product_slug", models.CharField(blank=True, max_length=200)),
                ("components", models.JSONField(db_default=[], default=list, help_text="Of a bundle: variant_id, sku, name and quantity of each part.")),
                ("weight_grams", models.PositiveIntegerField(default=0)),
                ("quantity", models.PositiveIntegerField()),
                ("quantity_fulfilled", models.PositiveIntegerField(default=0)),
                ("quantity_cancelled", models.PositiveIntegerField(default=0)),
                ("quantity_held", models.PositiveIntegerField(db_default=0, default=0, help_text="In a parcel that has not left, or in a change that is not paid.")),
                ("quantity_delivered", models.PositiveIntegerField(db_default=0, default=0, help_text="Of those sent, arrived.")),
                ("quantity_returned", models.PositiveIntegerField(db_default=0, default=0, help_text="Of those sent, back in the house.")),
                ("quantity_returning", models.PositiveIntegerField(db_default=0, default=0, help_text="Of those sent, in a return or withdrawal that is under way.")),
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
                        help_text="Why it can not be withdrawn from, as the buyer was told.",
                        max_length=8,
                    ),
                ),
                ("unit_minor", MinorField()),
                ("total_minor", MinorField()),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=6)),
                ("tax_minor", MinorField()),
                ("credited_minor", MinorField(db_default=0, default=0, editable=False)),
                ("change", models.ForeignKey(editable=False, null=True, on_delete=models.PROTECT, related_name="added_lines", to="orders.orderchange")),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(OpClass(Upper("sku"), "text_pattern_ops"), name="order_line_sku"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1, unit_minor__gte=0), name="order_line_quantity"),
                    models.CheckConstraint(condition=models.Q(total_minor=models.F("unit_minor") * models.F("quantity")), name="order_line_total_adds_up"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=models.F("quantity_fulfilled") + models.F("quantity_cancelled")), name="order_line_done_lte_qty"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=models.F("quantity_fulfilled") + models.F("quantity_cancelled") + models.F("quantity_held")), name="order_line_held_lte_open"),
                    models.CheckConstraint(condition=models.Q(quantity_delivered__lte=models.F("quantity_fulfilled")), name="order_line_delivered_lte_sent"),
                    models.CheckConstraint(condition=models.Q(quantity_fulfilled__gte=models.F("quantity_returned") + models.F("quantity_returning")), name="order_line_back_lte_sent"),
                    models.CheckConstraint(condition=models.Q(credited_minor__gte=0, credited_minor__lte=models.F("total_minor")), name="order_line_credit_lte_total"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.ForeignKey(on_delete=models.CASCADE, related_name="reservations", to="orders.orderline")),
                ("level", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="inventory.stocklevel")),
                ("quantity", models.PositiveIntegerField()),
                ("expires_at", models.DateTimeField(help_text="The order's payment deadline when it was made.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["line", "level"], name="reservation_line_level"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1), name="reservation_quantity"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.ForeignKey(on_delete=models.CASCADE, related_name="allocations", to="orders.orderline")),
                ("level", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="inventory.stocklevel")),
                ("quantity", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["line", "level"], name="allocation_line_level"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1), name="allocation_quantity"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="notes", to="orders.order")),
                ("text", models.TextField(max_length=2000)),
                ("author", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("author_label", models.CharField(max_length=254)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
    ]
