from django.db import migrations, models
from django.db.models.functions import Greatest, Lower, Now

UNPROMISED = models.F("on_hand") - models.F("safety") - models.F("allocated") - models.F("reserved")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=80)),
                ("priority", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["priority", "id"],
            },
        ),
        migrations.CreateModel(
            name="StockLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("variant", models.ForeignKey(on_delete=models.CASCADE, related_name="stock_levels", to="catalog.variant")),
                ("location", models.ForeignKey(on_delete=models.PROTECT, related_name="levels", to="inventory.location")),
                ("on_hand", models.PositiveIntegerField(default=0)),
                ("allocated", models.PositiveIntegerField(default=0, editable=False)),
                ("reserved", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ("safety", models.PositiveIntegerField(db_default=0, default=0, help_text="Kept back: these are not sold.")),
                ("backorder_limit", models.PositiveIntegerField(default=0, help_text="How many may be sold before they are there.")),
                ("expected_on", models.DateField(blank=True, help_text="When more arrive.", null=True)),
                ("low_stock_at", models.PositiveIntegerField(blank=True, help_text="Tell staff when so many can still be sold; empty: do not watch.", null=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("available", models.GeneratedField(db_persist=True, expression=Greatest(models.Value(0), UNPROMISED + models.F("backorder_limit")), output_field=models.IntegerField())),
                ("ready", models.GeneratedField(db_persist=True, expression=Greatest(models.Value(0), UNPROMISED), output_field=models.IntegerField())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["variant", "location"], name="stock_variant_location"),
                    models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="stock_on_hand_not_negative"),
                    models.CheckConstraint(condition=models.Q(allocated__gte=0), name="stock_allocated_not_negative"),
                    models.CheckConstraint(condition=models.Q(reserved__lte=models.F("on_hand") + models.F("backorder_limit") - models.F("allocated")), name="stock_never_oversold", violation_error_message="Orders hold more units than this leaves."),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="inventory.location")),
                ("target", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="inventory.location")),
                ("status", models.CharField(choices=[("sent", "On the way"), ("received", "Received"), ("cancelled", "Cancelled")], default="sent", max_length=10)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="transfer_between_two"),
                    models.CheckConstraint(condition=models.Q(status="sent", closed_at=None) | ~models.Q(status="sent") & models.Q(closed_at__isnull=False), name="transfer_closed_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transfer", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="inventory.transfer")),
                ("variant", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="catalog.variant")),
                ("sku", models.CharField(max_length=255, verbose_name="SKU")),
                ("quantity", models.PositiveIntegerField()),
                ("quantity_received", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["transfer", "variant"], name="transfer_line_variant"),
                    models.CheckConstraint(condition=models.Q(quantity__gte=1), name="transfer_line_quantity"),
                    models.CheckConstraint(condition=models.Q(quantity_received__lte=models.F("quantity")), name="transfer_received_lte_sent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="movements", to="inventory.stocklevel")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receive", "Received"),
                            ("reserve", "Reserved"),
                            ("unreserve", "Reservation ended"),
                            ("allocate", "Allocated"),
                            ("release", "Released"),
                            ("ship", "Shipped"),
                            ("return", "Returned"),
                            ("adjust", "Counted"),
                            ("damage", "Damaged or lost"),
                            ("transfer_out", "Sent to another location"),
                            ("transfer_in", "Came from another location"),
                            ("direct", "Written directly"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on_hand", models.IntegerField(db_default=0, default=0)),
                ("allocated", models.IntegerField(db_default=0, default=0)),
                ("reserved", models.IntegerField(db_default=0, default=0)),
                ("order_line_key", models.BigIntegerField(null=True)),
                ("transfer", models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name="movements", to="inventory.transfer")),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_label", models.CharField(blank=True, db_default="", max_length=254)),
                ("actor_user_key", models.BigIntegerField(null=True)),
                ("note", models.CharField(blank=True, db_default="", max_length=200)),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["level", "-id"], name="movement_level"),
                    models.Index(fields=["order_line_key"], condition=models.Q(order_line_key__isnull=False), name="movement_line"),
                    models.Index(fields=["transfer"], condition=models.Q(transfer__isnull=False), name="movement_transfer"),
                    models.Index(fields=["kind", "-id"], condition=~models.Q(kind__in=["reserve", "allocate", "ship"]), name="movement_unusual"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["receive", "return", "transfer_in"], on_hand__gt=0, allocated=0, reserved=0)
                        | models.Q(kind__in=["damage", "transfer_out"], on_hand__lt=0, allocated=0, reserved=0)
                        | models.Q(kind="adjust", allocated=0, reserved=0) & ~models.Q(on_hand=0)
                        | models.Q(kind="reserve", on_hand=0, allocated=0, reserved__gt=0)
                        | models.Q(kind="unreserve", on_hand=0, allocated=0, reserved__lt=0)
                        | models.Q(kind="allocate", on_hand=0, allocated__gt=0, reserved=0)
                        | models.Q(kind="allocate", on_hand=0, allocated__gt=0, reserved=0 - models.F("allocated"))
                        | models.Q(kind="release", on_hand=0, allocated__lt=0, reserved=0)
                        | models.Q(kind="ship", on_hand__lt=0, allocated=models.F("on_hand"), reserved=0)
                        | models.Q(kind="direct"),
                        name="movement_shape",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BackInStockRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("variant", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="catalog.variant")),
                ("email", models.EmailField(max_length=254)),
                ("locale", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField()),
                ("notified_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["variant", "notified_at"], name="back_in_stock_notified"),
                    models.Index(Lower("email"), condition=models.Q(notified_at=None), name="back_in_stock_email"),
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("variant"), Lower("email"), condition=models.Q(notified_at=None), name="waits_once_per_variant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockDigest",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("levels", models.PositiveIntegerField(help_text="How many it named.")),
            ],
        ),
    ]
