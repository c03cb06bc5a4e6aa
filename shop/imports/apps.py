from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "shop.imports"
    verbose_name = "Imports"
