from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "shop.notifications"
    verbose_name = "Messages"
