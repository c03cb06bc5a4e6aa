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
        ('accounts', '0004_places'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='address',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector(shop.core.folded.Folded('full_name'), shop.core.folded.Folded('company'), shop.core.folded.Folded('city'), 'postcode', django.db.models.functions.text.Replace('postcode', models.Value(' '), models.Value('')), config='simple'), name='address_folded'),
        ),
        AddIndexConcurrently(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(shop.core.folded.Folded('first_name'), 'gin_trgm_ops'), name='user_first_name_folded'),
        ),
        AddIndexConcurrently(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(shop.core.folded.Folded('last_name'), 'gin_trgm_ops'), name='user_last_name_folded'),
        ),
        RemoveIndexConcurrently(
            model_name='address',
            name='address_words',
        ),
        RemoveIndexConcurrently(
            model_name='user',
            name='user_first_name_part',
        ),
        RemoveIndexConcurrently(
            model_name='user',
            name='user_last_name_part',
        ),
    ]
