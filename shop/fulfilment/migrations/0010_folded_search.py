import django.contrib.postgres.indexes
import shop.core.folded
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


# Built beside the running shop, without a lock.


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0005_folded"),
        ('fulfilment', '0009_staff_search'),
        ('orders', '0018_folded_search'),
        ('payments', '0011_staff_search'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='withdrawal',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(shop.core.folded.Folded('name'), 'gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(shop.core.folded.Folded('email'), 'gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(shop.core.folded.Folded('order_number'), 'gin_trgm_ops'), name='withdrawal_folded'),
        ),
    ]
