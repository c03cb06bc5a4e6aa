from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "shop.core"
    verbose_name = "Core"

    def ready(self) -> None:
        from . import owner, querycache, texts, transactions  # noqa: F401 - owner registers a check

        querycache.install()
        texts.install()
        connection_created.connect(transactions.tell_busy, dispatch_uid="busy")
