from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    name = "shop.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Register what `check --deploy` asks."""
        from . import checks  # noqa: F401
