"""What a buyer typed in the checkout is kept with the cart; the previous release writes carts without it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built while carts are written

    dependencies = [("cart", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="cart",
            name="typed",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        AddIndexConcurrently(
            model_name="cart",
            index=models.Index(
                condition=models.Q(("status", "completed"), _negated=True), fields=["updated_at"], name="cart_untouched"
            ),
        ),
    ]
