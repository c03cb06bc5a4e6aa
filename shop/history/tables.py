"""Which tables the history follows, and how their rows hang together.

The triggers are what records; they are attached by migrations (`SELECT history_track(…)`). This list says the same in
Python and a test compares the two. A new column is recorded from its first day on, unless it is left out here *and*
in a migration.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tracked:
    """A table. `parent` is the column that names the row it belongs to, `parent_table` where that row is.

    `excluded` columns are never stored: secrets, and what is counted or stamped elsewhere.
    """

    parent: str = ""
    parent_table: str = ""
    excluded: tuple[str, ...] = ()


# inventory_stockmovement tells how they came about
_COUNTED = ("on_hand", "allocated", "reserved", "available", "ready", "version")

TRACKED: dict[str, Tracked] = {
    "channels_channel": Tracked(),
    "channels_contentpage": Tracked(excluded=("updated_at",)),
    "accounts_user": Tracked(excluded=("password", "last_login")),
    "accounts_user_groups": Tracked("user_id", "accounts_user"),
    "accounts_user_user_permissions": Tracked("user_id", "accounts_user"),
    "auth_group": Tracked(),
    "auth_group_permissions": Tracked("group_id", "auth_group"),
    "catalog_category": Tracked(),
    "catalog_product": Tracked(excluded=("updated_at",)),
    "catalog_optiontype": Tracked("product_id", "catalog_product"),
    "catalog_optionvalue": Tracked("option_id", "catalog_optiontype"),
    "catalog_media": Tracked("product_id", "catalog_product"),
    "catalog_variant": Tracked("product_id", "catalog_product"),
    "catalog_redirect": Tracked(),
    "catalog_bundlecomponent": Tracked("bundle_id", "catalog_variant"),
    "pricing_price": Tracked("variant_id", "catalog_variant"),
    "pricing_taxrate": Tracked(),
    "inventory_location": Tracked(),
    "inventory_stocklevel": Tracked("variant_id", "catalog_variant", _COUNTED),
    "shipping_zone": Tracked(),
    "shipping_shippingmethod": Tracked("zone_id", "shipping_zone"),
    "search_synonym": Tracked(),
    "orders_order": Tracked(excluded=("updated_at", "version")),
    "orders_orderline": Tracked("order_id", "orders_order"),
    "payments_payment": Tracked("order_id", "orders_order", ("updated_at", "redirect_url", "client_key")),
    "payments_refund": Tracked("payment_id", "payments_payment", ("updated_at",)),
    "fulfilment_fulfilment": Tracked("order_id", "orders_order", ("version",)),
    "fulfilment_return": Tracked("order_id", "orders_order", ("version", "updated_at", "comment")),
    "fulfilment_withdrawal": Tracked(
        "order_id", "orders_order", ("version", "updated_at", "name", "email", "goods", "statement")
    ),
}


def children_of(table: str) -> list[str]:
    """Return the tracked tables whose rows belong to rows of this one."""
    return [name for name, tracked in TRACKED.items() if tracked.parent_table == table]
