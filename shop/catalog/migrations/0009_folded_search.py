import django.contrib.postgres.indexes
import shop.core.folded
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations


# Built beside the running shop, without a lock.


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0005_folded"),
        ('catalog', '0008_redirects'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(shop.core.folded.Folded('name'), 'gin_trgm_ops'), name='product_name_folded'),
        ),
        AddIndexConcurrently(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(shop.core.folded.Folded('vendor'), 'gin_trgm_ops'), name='product_vendor_folded'),
        ),
        RemoveIndexConcurrently(
            model_name='product',
            name='product_name_part',
        ),
        RemoveIndexConcurrently(
            model_name='product',
            name='product_vendor_part',
        ),
    ]
