from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside running orders

    dependencies = [("orders", "0008_count_open")]

    operations = [
        AddIndexConcurrently(
            model_name="orderevent",
            index=models.Index(
                fields=["created_at"],
                condition=models.Q(kind="payment.too_many_declines"),
                name="event_too_many_declines",
            ),
        )
    ]
