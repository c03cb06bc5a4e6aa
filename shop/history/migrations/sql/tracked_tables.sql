-- Whose rows the history follows; `history.tables` says the same in Python, and a test compares the two.

SELECT history_track('channels_channel');
SELECT history_track('channels_contentpage', '', ARRAY['updated_at']);
SELECT history_track('accounts_user', '', ARRAY['password', 'last_login']);
SELECT history_track('accounts_user_groups', 'user_id');
SELECT history_track('accounts_user_user_permissions', 'user_id');
SELECT history_track('auth_group');
SELECT history_track('auth_group_permissions', 'group_id');
SELECT history_track('catalog_category');
SELECT history_track('catalog_product', '', ARRAY['updated_at']);
SELECT history_track('catalog_optiontype', 'product_id');
SELECT history_track('catalog_optionvalue', 'option_id');
SELECT history_track('catalog_media', 'product_id');
SELECT history_track('catalog_variant', 'product_id');
SELECT history_track('catalog_redirect');
SELECT history_track('catalog_bundlecomponent', 'bundle_id');
SELECT history_track('pricing_price', 'variant_id');
SELECT history_track('pricing_taxrate');
SELECT history_track('inventory_location');
SELECT history_track('inventory_stocklevel', 'variant_id',
    ARRAY['on_hand', 'allocated', 'reserved', 'available', 'ready', 'version']);
SELECT history_track('shipping_zone');
SELECT history_track('shipping_shippingmethod', 'zone_id');
SELECT history_track('search_synonym');
SELECT history_track('orders_order', '', ARRAY['updated_at', 'version']);
SELECT history_track('orders_orderline', 'order_id');

-- What buyers wrote, and where they came from, is no matter of history: it must stay erasable.
SELECT history_track('payments_payment', 'order_id', ARRAY['updated_at', 'redirect_url', 'client_key']);
SELECT history_track('payments_refund', 'payment_id', ARRAY['updated_at']);
SELECT history_track('fulfilment_fulfilment', 'order_id', ARRAY['version']);
SELECT history_track('fulfilment_return', 'order_id', ARRAY['version', 'updated_at', 'comment']);
SELECT history_track('fulfilment_withdrawal', 'order_id', ARRAY['version', 'updated_at', 'name', 'email', 'goods', 'statement']);
