"""Which tables the history follows, and how their rows hang together.

The triggers are what records; they are attached by migrations (`SELECT history_track(…)`). This list says the same in
Python and a test compares the two. A new column is recorded from its first day on, unless it is left out here *and*
in a migration.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrackedTable:
    """A table. `parent` is the column that names the row it belongs to, `parent_table` where that row is.

    `excluded` columns are never stored: secrets, and what is counted or stamped elsewhere.
    """

    parent: str = ""
    parent_table: str = ""
    excluded: tuple[str, ...] = ()


# inventory_stockmovement tells how they came about
_COUNTED = ("on_hand", "allocated", "reserved", "available", "ready", "version")

TRACKED: dict[str, TrackedTable] = {
    "channels_channel": TrackedTable(),
    "channels_contentpage": TrackedTable(excluded=("updated_at",)),
    "accounts_user": TrackedTable(excluded=("password", "last_login")),
    "accounts_user_groups": TrackedTable("user_id", "accounts_user"),
    "accounts_user_user_permissions": TrackedTable("user_id", "accounts_user"),
    "auth_group": TrackedTable(),
    "auth_group_permissions": TrackedTable("group_id", "auth_group"),
    "catalog_category": TrackedTable(),
    "catalog_product": TrackedTable(excluded=("updated_at",)),
    "catalog_optiontype": TrackedTable("product_id", "catalog_product"),
    "catalog_optionvalue": TrackedTable("option_id", "catalog_optiontype"),
    "catalog_media": TrackedTable("product_id", "catalog_product"),
    "catalog_variant": TrackedTable("product_id", "catalog_product"),
    "catalog_redirect": TrackedTable(),
    "catalog_bundlecomponent": TrackedTable("bundle_id", "catalog_variant"),
    "pricing_price": TrackedTable("variant_id", "catalog_variant"),
    "pricing_taxrate": TrackedTable(),
    "inventory_location": TrackedTable(),
    "inventory_stocklevel": TrackedTable("variant_id", "catalog_variant", _COUNTED),
    "shipping_zone": TrackedTable(),
    "shipping_shippingmethod": TrackedTable("zone_id", "shipping_zone"),
    "search_synonym": TrackedTable(),
    "orders_order": TrackedTable(excluded=("updated_at", "version")),
    "orders_orderline": TrackedTable("order_id", "orders_order"),
    "payments_payment": TrackedTable("order_id", "orders_order", ("updated_at", "redirect_url", "client_key")),
    "payments_refund": TrackedTable("payment_id", "payments_payment", ("updated_at",)),
    "fulfilment_fulfilment": TrackedTable("order_id", "orders_order", ("version",)),
    "fulfilment_return": TrackedTable("order_id", "orders_order", ("version", "updated_at", "comment")),
    "fulfilment_withdrawal": TrackedTable(
        "order_id", "orders_order", ("version", "updated_at", "name", "email", "goods", "statement")
    ),
}


def children_of(table: str) -> list[str]:
    """Return the tracked tables whose rows belong to rows of this one."""
    return [name for name, tracked in TRACKED.items() if tracked.parent_table == table]
