from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models.functions import Lower, Replace, Reverse, Upper
from django.utils import timezone

from shop.core.fields import CountryField
from shop.core.folded import Folded


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("core", "0002_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("is_superuser", models.BooleanField(default=False, help_text="Designates that this user has all permissions without explicitly assigning them.", verbose_name="superuser status")),
                ("username", models.CharField(error_messages={"unique": "A user with that username already exists."}, help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.", max_length=150, unique=True, validators=[UnicodeUsernameValidator()], verbose_name="username")),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("is_staff", models.BooleanField(default=False, help_text="Designates whether the user can log into this admin site.", verbose_name="staff status")),
                ("is_active", models.BooleanField(default=True, help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.", verbose_name="active")),
                ("date_joined", models.DateTimeField(default=timezone.now, verbose_name="date joined")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("groups", models.ManyToManyField(blank=True, help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.", related_name="user_set", related_query_name="user", to="auth.group", verbose_name="groups")),
                ("user_permissions", models.ManyToManyField(blank=True, help_text="Specific permissions for this user.", related_name="user_set", related_query_name="user", to="auth.permission", verbose_name="user permissions")),
            ],
            options={
                "indexes": [
                    GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="user_email_part"),
                    GinIndex(OpClass(Folded("first_name"), "gin_trgm_ops"), name="user_first_name_folded"),
                    GinIndex(OpClass(Folded("last_name"), "gin_trgm_ops"), name="user_last_name_folded"),
                ],
                "constraints": [
                    models.UniqueConstraint(Lower("email"), name="user_email_ci", violation_error_message="This e-mail is taken."),
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
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
                ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="addresses", to=settings.AUTH_USER_MODEL)),
                ("is_default", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-is_default", "-id"],
                "indexes": [
                    GinIndex(SearchVector(Folded("full_name"), Folded("company"), Folded("city"), "postcode", Replace("postcode", models.Value(" "), models.Value("")), config="simple"), name="address_folded"),
                    models.Index(OpClass(Reverse(models.Func("phone", models.Value("\\(0\\)|[^0-9]"), models.Value(""), models.Value("g"), function="regexp_replace", output_field=models.TextField())), "text_pattern_ops"), name="address_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["user"], condition=models.Q(is_default=True), name="one_default_address"),
                ],
            },
        ),
    ]
