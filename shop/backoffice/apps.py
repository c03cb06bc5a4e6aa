from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "shop.backoffice"
    verbose_name = "Back office"

    def ready(self) -> None:
        """Register what `check --deploy` asks."""
        from . import checks  # noqa: F401
