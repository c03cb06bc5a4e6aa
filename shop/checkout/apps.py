from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckoutConfig(AppConfig):
    name = "shop.checkout"
    verbose_name = _("Checkout")

    def ready(self) -> None:
        from django.utils import timezone

        from shop.core.waking import register_job

        from .operations import process_events

        register_job("payment events", lambda: process_events(now=timezone.now()))
