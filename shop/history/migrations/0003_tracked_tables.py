from django.db import migrations

TRACKED = {
    "channels_channel": "",
    "channels_contentpage": "'', ARRAY['updated_at']",
    "accounts_user": "'', ARRAY['password', 'last_login']",
    "accounts_user_groups": "'user_id'",
    "accounts_user_user_permissions": "'user_id'",
    "auth_group": "",
    "auth_group_permissions": "'group_id'",
    "catalog_category": "",
    "catalog_product": "'', ARRAY['updated_at']",
    "catalog_optiontype": "'product_id'",
    "catalog_optionvalue": "'option_id'",
    "catalog_media": "'product_id'",
    "catalog_variant": "'product_id'",
    "catalog_bundlecomponent": "'bundle_id'",
    "pricing_price": "'variant_id'",
    "pricing_taxrate": "",
    "inventory_location": "",
    "inventory_stocklevel": "'variant_id', ARRAY['on_hand', 'allocated', 'reserved', 'version']",
    "shipping_zone": "",
    "shipping_shippingmethod": "'zone_id'",
    "orders_order": "'', ARRAY['updated_at', 'version']",
    "orders_orderline": "'order_id'",
}


def track(table: str, rest: str) -> migrations.RunSQL:
    arguments = f"'{table}', {rest}" if rest else f"'{table}'"
    return migrations.RunSQL(f"SELECT history_track({arguments})", f"SELECT history_untrack('{table}')")


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_triggers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("accounts", "0001_initial"),
        ("channels", "0001_initial"),
        ("catalog", "0002_bundles_and_release"),
        ("pricing", "0001_initial"),
        ("inventory", "0001_initial"),
        ("shipping", "0001_initial"),
        ("orders", "0001_initial"),
    ]

    operations = [track(table, rest) for table, rest in TRACKED.items()]
