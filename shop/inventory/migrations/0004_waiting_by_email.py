from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_movement_triggers")]

    operations = [
        migrations.AddIndex(
            model_name="backinstockrequest",
            index=models.Index(
                Lower("email"), condition=models.Q(("notified_at", None)), name="back_in_stock_email"
            ),
        ),
    ]
