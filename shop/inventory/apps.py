from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "shop.inventory"
    verbose_name = "Stock"
