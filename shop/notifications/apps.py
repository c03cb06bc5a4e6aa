from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "shop.notifications"
    verbose_name = "Messages"

    def ready(self) -> None:
        from shop.core.waking import register_job

        from .delivery import deliver_due

        register_job("mail", deliver_due)
