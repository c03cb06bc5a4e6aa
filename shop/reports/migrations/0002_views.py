from django.db import migrations

from shop.core.migration_steps import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("history", "0001_initial"),
        ("inventory", "0001_initial"),
        ("ledger", "0001_initial"),
        ("notifications", "0001_initial"),
        ("orders", "0001_initial"),
        ("payments", "0001_initial"),
        ("reports", "0001_initial"),
    ]

    operations = [
        run_sql(__file__, "v_stock"),
        run_sql(__file__, "v_order"),
        run_sql(__file__, "v_order_line"),
        run_sql(__file__, "v_payment"),
        run_sql(__file__, "v_ledger"),
        run_sql(__file__, "v_outbox"),
        run_sql(__file__, "v_inbox"),
        run_sql(__file__, "v_status_log"),
    ]
