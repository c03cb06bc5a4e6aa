from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "shop.payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from .emails import register

        register()
