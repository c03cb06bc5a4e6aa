"""What tests of drafts look at."""

from shop.checkout.inputs import PaymentChoice
from shop.inventory.models import StockLevel

ONLINE = PaymentChoice("test", "success")


def stock():
    return dict(StockLevel.objects.values_list("variant__sku", "reserved")), dict(
        StockLevel.objects.values_list("variant__sku", "allocated")
    )
