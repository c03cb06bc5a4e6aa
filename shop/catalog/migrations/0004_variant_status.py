from django.db import migrations, models

# The previous release writes variants without a status: the database's default is what it means. An archived variant's
# options are free, so the key is unique among the others.


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_withdrawal_exempt")]

    operations = [
        migrations.AddField(
            model_name="variant",
            name="status",
            field=models.CharField(
                choices=[("active", "Active"), ("hidden", "Hidden"), ("archived", "Archived")],
                db_default="active",
                default="active",
                help_text="Hidden: not sold for now. Archived: not sold any more.",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="variant", name="variant_options"),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.UniqueConstraint(
                fields=["product", "options_key"], condition=~models.Q(status="archived"), name="variant_options"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(status__in=["active", "hidden", "archived"]), name="variant_status"
            ),
        ),
    ]
