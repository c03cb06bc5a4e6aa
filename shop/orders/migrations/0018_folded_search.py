import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
import shop.core.folded
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


# Built beside the running shop, without a lock.


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0005_folded"),
        ('orders', '0017_places'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='orderaddress',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector(shop.core.folded.Folded('full_name'), shop.core.folded.Folded('company'), shop.core.folded.Folded('city'), 'postcode', django.db.models.functions.text.Replace('postcode', models.Value(' '), models.Value('')), config='simple'), name='order_address_folded'),
        ),
        RemoveIndexConcurrently(
            model_name='orderaddress',
            name='order_address_words',
        ),
    ]
