"""Drafts that cannot be sent: refused, and they stay drafts that hold nothing."""

from datetime import timedelta

import pytest

from shop.catalog.models import Variant
from shop.checkout.operations import UnknownProduct
from shop.core.errors import InvalidInput
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.shipping.models import ShippingMethod
from shop.shipping.queries import MethodUnavailable
from tests.checkout.drafts.looking import stock

pytestmark = pytest.mark.django_db


def assert_is_still_a_draft(draft):
    order = Order.objects.get()
    assert (order.pk, order.status, order.version) == (draft.pk, "draft", draft.version)
    assert order.payment_deadline == draft.payment_deadline
    assert stock()[0]["MUG"] == 0
    assert not MailMessage.objects.exists()


@pytest.mark.parametrize(
    ("pay_within", "is_taken"),
    [
        (timedelta(minutes=29, seconds=59), False),
        (timedelta(minutes=30), True),
        (timedelta(days=30), True),
        (timedelta(days=30, seconds=1), False),
    ],
)
def test_a_buyer_has_from_half_an_hour_to_thirty_days_to_pay(products, save, send, pay_within, is_taken):
    draft = save()
    if is_taken:
        assert send(draft, pay_within=pay_within).status == "pending"
        return
    with pytest.raises(InvalidInput) as refusal:
        send(draft, pay_within=pay_within)
    assert refusal.value.fields == {"pay_within": "Choose between 30 minutes and 30 days."}
    assert_is_still_a_draft(draft)


def test_a_product_that_was_taken_off_sale_since_is_not_sent(products, save, send):
    draft = save()
    Variant.objects.filter(sku="MUG").update(status="archived")
    with pytest.raises(UnknownProduct):
        send(draft)
    assert_is_still_a_draft(draft)


@pytest.mark.parametrize("when", ["before it was saved", "since"])
def test_a_draft_that_nothing_delivers_is_not_sent(products, save, send, when):
    methods = ShippingMethod.objects.all()
    if when == "before it was saved":
        methods.delete()
    draft = save()
    methods.delete()
    with pytest.raises(MethodUnavailable):
        send(draft)
    assert_is_still_a_draft(draft)
