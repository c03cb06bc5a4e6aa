from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shop.core"
    verbose_name = "Core"

    def ready(self) -> None:
        from . import owner, querycache  # noqa: F401 - registers a check

        querycache.install()
