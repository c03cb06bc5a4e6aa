from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "shop.ledger"
    verbose_name = "Ledger"
