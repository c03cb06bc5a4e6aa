"""Orders of two mugs for 42.90, their page, and money that comes in for them."""

from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import mark_paid
from shop.core.actor import By
from shop.core.money import Money
from tests.factories.orders import NOW, make_order


def page_of(order):
    return f"/admin/orders/order/{order.pk}/"


def buy(provider, method=""):
    return make_order(("MUG", 2), payment=PaymentChoice(provider, method), now=timezone.now())


def came_in(placed, minor, actor):
    mark_paid(
        payment_id=placed.payment.pk, amount=Money(minor, "EUR"), reference="SEPA 1", booked_on=NOW.date(), by=By(actor, timezone.now()),
    )  # fmt: skip
