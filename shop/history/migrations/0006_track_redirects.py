from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_track_synonyms"),
        ("catalog", "0008_redirects"),
    ]

    operations = [
        migrations.RunSQL("SELECT history_track('catalog_redirect')", "SELECT history_untrack('catalog_redirect')"),
    ]
