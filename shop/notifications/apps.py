from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "shop.notifications"
    verbose_name = _("Email")

    def ready(self) -> None:
        from shop.core.waking import register_job

        from .delivery import deliver_due

        register_job("mail", deliver_due)
