from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from shop.core.fields import CountryField, CurrencyField


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(help_text="The shop's name, as shoppers read it.", max_length=80)),
                ("tagline", models.CharField(blank=True, max_length=160)),
                ("announcement", models.CharField(blank=True, help_text="One line above every page; empty hides it.", max_length=160)),
                ("currency", CurrencyField(default="EUR", max_length=3)),
                ("locale", models.CharField(default="en_IE", help_text="How amounts and dates are written.", max_length=12)),
                ("time_zone", models.CharField(db_default="Europe/Berlin", default="Europe/Berlin", help_text="Where a day begins and ends.", max_length=40)),
                ("countries", ArrayField(base_field=CountryField(max_length=2), default=list, help_text="Countries the shop delivers to.")),
                ("default_country", CountryField(default="DE", max_length=2)),
                ("hero_text", models.CharField(blank=True, help_text="Below the tagline on the home page.", max_length=200)),
                ("hero_link", models.CharField(blank=True, help_text="Where its button leads, for example /c/table/.", max_length=200)),
                ("hero_picture", models.JSONField(blank=True, help_text="path, width, height, widths, tint, alt.", null=True)),
                ("support_email", models.EmailField(blank=True, max_length=254)),
                ("return_address", models.TextField(blank=True, db_default="", help_text="Where goods are sent back to, as it stands on the slip.", max_length=400)),
                ("is_default", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, help_text="Since when the public may look and buy; empty: only staff.", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="one_default_channel"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContentPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("legal", "Legal"), ("help", "Help")], max_length=10)),
                ("slug", models.SlugField()),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(help_text="Markdown.")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_published", models.BooleanField(default=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["kind", "position", "title"],
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "slug"], name="content_page_kind_slug"),
                ],
            },
        ),
    ]
