from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_track_money_and_parcels"),
        ("search", "0005_words"),
    ]

    operations = [
        migrations.RunSQL("SELECT history_track('search_synonym')", "SELECT history_untrack('search_synonym')"),
    ]
