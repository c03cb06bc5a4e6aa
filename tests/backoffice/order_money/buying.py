"""Orders of two mugs for 42.90, their page, and money that comes in for them."""

from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from tests.factories.orders import make_order


def page_of(order):
    return f"/admin/orders/order/{order.pk}/"


def buy(provider, method=""):
    return make_order(("MUG", 2), payment=PaymentChoice(provider, method), now=timezone.now())
