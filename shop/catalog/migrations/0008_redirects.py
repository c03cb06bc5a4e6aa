from django.db import migrations, models
import django.db.models.functions.datetime
import shop.core.fields

# An address that was ever a product's or a category's leads to where it is now. Whoever renames or moves one – the
# admin, an import, raw SQL – leaves the old address here.

FORWARD = """
CREATE FUNCTION catalog_keep_product_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_redirect (path, product_id, target) VALUES ('/p/' || OLD.slug || '/', NEW.id, '')
        ON CONFLICT (path) DO UPDATE SET product_id = NEW.id, target = '';
    DELETE FROM catalog_redirect WHERE path = '/p/' || NEW.slug || '/';
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_keep_address AFTER UPDATE OF slug ON catalog_product
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION catalog_keep_product_address();

-- A path is read name by name, so what matters is what a category was called below which other one.
CREATE FUNCTION catalog_keep_category_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_oldcategoryname (parent_id, slug, category_id) VALUES (OLD.parent_id, OLD.slug, NEW.id)
        ON CONFLICT (parent_id, slug) DO UPDATE SET category_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_keep_name AFTER UPDATE OF slug, parent_id ON catalog_category
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug OR OLD.parent_id IS DISTINCT FROM NEW.parent_id)
    EXECUTE FUNCTION catalog_keep_category_name();
"""

BACKWARD = """
DROP TRIGGER catalog_keep_name ON catalog_category; DROP FUNCTION catalog_keep_category_name;
DROP TRIGGER catalog_keep_address ON catalog_product; DROP FUNCTION catalog_keep_product_address;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_staff_search")]

    operations = [
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=400, unique=True, verbose_name="old address", help_text="Such as /old-mugs.html; what comes after a ? is no part of it.")),
                ("target", models.CharField(blank=True, max_length=400, verbose_name="leads to", help_text="An address of this shop, such as /c/table/.")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("product", models.ForeignKey(blank=True, editable=False, null=True, on_delete=models.CASCADE, related_name="old_addresses", to="catalog.product")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(product__isnull=False, target="")
                        | (models.Q(product=None) & ~models.Q(target="")),
                        name="redirect_has_one_target",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OldCategoryName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", shop.core.fields.SlugField(max_length=80)),
                ("category", models.ForeignKey(on_delete=models.CASCADE, related_name="old_names", to="catalog.category")),
                ("parent", models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="catalog.category")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("parent", "slug"), name="old_category_name", nulls_distinct=False)
                ]
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
