import django.contrib.postgres.fields
import django.contrib.postgres.search
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models

import shop.core.fields

# Texts are folded and read in the shop's language; names sort by it; the words of the catalogue are kept for their
# spelling. Until the sweep has made a document anew (the notes below), its folded name is PostgreSQL's own.

BACKFILL = """
UPDATE search_productdocument SET title = lower(unaccent(name)), sort_key = lower(unaccent(name));
INSERT INTO search_staleproduct (product_id) SELECT product_id FROM search_productdocument ORDER BY product_id;
"""

# Another currency or language of the shop changes every document.
TRIGGER = """
CREATE FUNCTION search_note_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id) SELECT id FROM catalog_product WHERE status = 'active' ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER UPDATE OF currency, locale ON channels_channel
    FOR EACH ROW WHEN (OLD.currency <> NEW.currency OR OLD.locale <> NEW.locale)
    EXECUTE FUNCTION search_note_channel();
"""
NO_TRIGGER = "DROP TRIGGER search_note ON channels_channel; DROP FUNCTION search_note_channel;"

VECTOR = (
    SearchVector("title", weight="A", config=models.F("language"))
    + SearchVector("title", weight="A", config="simple")
    + SearchVector("keywords", weight="B", config=models.F("language"))
    + SearchVector("keywords", weight="B", config="simple")
    + SearchVector("body", weight="C", config=models.F("language"))
)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_availability"), ("channels", "0003_return_address")]

    operations = [
        migrations.CreateModel(
            name="WordKey",
            fields=[
                ("pk", models.CompositePrimaryKey("key", "word", blank=True, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40)),
                ("word", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        help_text="Words or short phrases with commas between, such as: sofa, couch.",
                        size=None,
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RemoveIndex(model_name="productdocument", name="document_name_trigram"),
        migrations.RemoveIndex(model_name="productdocument", name="document_vector"),
        migrations.RemoveField(model_name="productdocument", name="vector"),
        migrations.AddField(
            model_name="productdocument",
            name="language",
            field=shop.core.fields.LanguageField(db_default="english", max_length=40),
        ),
        migrations.AddField(
            model_name="productdocument",
            name="sort_key",
            field=models.TextField(db_collation="C", db_default=""),
        ),
        migrations.AddField(
            model_name="productdocument", name="title", field=models.TextField(db_default="")
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="productdocument",
            name="vector",
            field=models.GeneratedField(
                db_persist=True,
                expression=VECTOR,
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(model_name="productdocument", index=GinIndex(fields=["vector"], name="document_vector")),
        migrations.AddIndex(
            model_name="productdocument", index=models.Index(fields=["sort_key", "product"], name="document_name")
        ),
        migrations.AddIndex(
            model_name="productdocument",
            index=models.Index(condition=models.Q(("on_sale", True)), fields=["-product"], name="document_on_sale"),
        ),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
    ]
