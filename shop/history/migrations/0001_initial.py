from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("parent_id", models.BigIntegerField(null=True)),
                ("operation", models.CharField(choices=[("insert", "Created"), ("update", "Changed"), ("delete", "Deleted")], max_length=6)),
                ("changes", models.JSONField()),
                ("actor_kind", models.CharField(max_length=10, null=True)),
                ("actor_label", models.CharField(max_length=254, null=True)),
                ("actor_user_id", models.BigIntegerField(null=True)),
                ("reason", models.CharField(max_length=300, null=True)),
                ("request_id", models.CharField(max_length=64, null=True)),
                ("transaction_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "history entries",
                "ordering": ["-id"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["table_name", "row_id", "id"], name="history_row"),
                    models.Index(condition=~models.Q(parent_id=None), fields=["table_name", "parent_id", "id"], name="history_parent"),
                    models.Index(condition=~models.Q(actor_user_id=None), fields=["actor_user_id", "id"], name="history_actor"),
                    models.Index(condition=models.Q(("actor_kind", "staff")), fields=["id"], name="history_staff"),
                    models.Index(condition=models.Q(("actor_kind", "customer")), fields=["id"], name="history_customer"),
                    models.Index(condition=models.Q(("actor_kind", "guest")), fields=["id"], name="history_guest"),
                    models.Index(condition=models.Q(("actor_kind", None)), fields=["id"], name="history_outside"),
                    models.Index(condition=models.Q(("table_name__in", ("orders_order", "orders_orderline", "payments_payment", "fulfilment_fulfilment")), _negated=True), fields=["table_name", "id"], name="history_quiet_tables"),
                    models.Index(fields=["at"], name="history_at"),
                ],
            },
        ),
    ]
