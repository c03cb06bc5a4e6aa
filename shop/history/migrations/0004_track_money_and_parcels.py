from django.db import migrations

# What buyers wrote, and where they came from, is no matter of history: it must stay erasable.
TRACKED = {
    "payments_payment": "'order_id', ARRAY['updated_at', 'redirect_url', 'client_key']",
    "payments_refund": "'payment_id', ARRAY['updated_at']",
    "fulfilment_fulfilment": "'order_id', ARRAY['version']",
    "fulfilment_return": "'order_id', ARRAY['version', 'updated_at', 'comment']",
    "fulfilment_withdrawal": "'order_id', ARRAY['version', 'updated_at', 'name', 'email', 'goods', 'statement']",
}


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_tracked_tables"),
        ("payments", "0004_allowances_and_declines"),
        ("fulfilment", "0003_returns_and_withdrawals"),
    ]

    operations = [
        migrations.RunSQL(f"SELECT history_track('{table}', {rest})", f"SELECT history_untrack('{table}')")
        for table, rest in TRACKED.items()
    ]
