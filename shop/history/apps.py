from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "shop.history"
    verbose_name = _("History")

    def ready(self) -> None:
        from .signature import sign_connection

        connection_created.connect(sign_connection, dispatch_uid="history")
