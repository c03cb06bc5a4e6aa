from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "shop.payments"
    verbose_name = "Payments"

    def ready(self) -> None:
        from .emails import register

        register()
