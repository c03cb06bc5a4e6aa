"""What staff may list and edit: one file for each app. Django's admin imports this package at start."""

from . import (
    accounts,
    catalog,
    channels,
    fulfilment,
    history,
    inventory,
    ledger,
    notifications,
    orders,
    payments,
    pricing,
    products,
    redirects,
    reports,
    search,
    shipping,
)

__all__ = [
    "accounts", "catalog", "channels", "fulfilment", "history", "inventory", "ledger", "notifications", "orders",
    "payments", "pricing", "products", "redirects", "reports", "search", "shipping",
]  # fmt: skip
