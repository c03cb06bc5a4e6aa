from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="order", name="order_email"),
        migrations.AddIndex(model_name="order", index=models.Index(Lower("email"), name="order_email_ci")),
    ]
