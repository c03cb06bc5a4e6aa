"""Cancelling units that were not sent."""

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import CreditLine, NothingToCancel, cancel_order, refund_order, ship_order
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Refund
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mug):
    """Two mugs and three bowls of 10.00, delivered free (from 60.00)."""
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=10)
    return make_order(("MUG", 2), ("BOWL", 3)).order


def keys(order):
    return {line.sku: line.pk for line in OrderLine.objects.filter(order=order)}


def cancel(order, staff_actor, **units):
    quantities = {keys(order)[sku]: count for sku, count in units.items()}
    return cancel_order(order_id=order.pk, quantities=quantities, by=By(staff_actor, NOW), reason="Broken")


def test_units_are_credited_refunded_and_free_again_and_the_order_stands(order, staff_actor):
    before = order.total_minor
    after = cancel(order, staff_actor, BOWL=2)

    assert (after.status, after.payment_status, after.credited_minor) == ("placed", "partially_refunded", 2000)
    assert after.total_minor == before
    assert list(Refund.objects.values_list("amount_minor", "reason")) == [(2000, "Broken")]
    assert list(StockLevel.objects.order_by("variant__sku").values_list("allocated", flat=True)) == [1, 2]
    mail = MailMessage.objects.get(dedupe_key__contains=":partly_cancelled:")
    assert "2 × Bowl" in mail.text
    assert "We're refunding €20.00 " in mail.text


def test_the_rest_is_sent_and_the_order_closes(order, staff_actor):
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={keys(order)["MUG"]: 2})

    after = cancel(order, staff_actor, BOWL=3)

    assert (after.status, after.fulfilment_status, after.credited_minor) == ("closed", "fulfilled", 3000)


def test_naming_all_of_an_unsent_order_cancels_it_with_its_delivery(mug, staff_actor):
    order = make_order(("MUG", 2)).order
    after = cancel(order, staff_actor, MUG=2)
    assert (after.status, after.credited_minor, after.payment_status) == ("cancelled", 4290, "refunded")


def test_units_that_were_credited_before_are_not_credited_again(order, staff_actor):
    line = keys(order)["BOWL"]
    refund_order(order_id=order.pk, lines={line: CreditLine(2)}, by=By(staff_actor, NOW))

    after = cancel(order, staff_actor, BOWL=3)

    assert (after.credited_minor, CreditNote.objects.count()) == (3000, 2)
    assert sum(refund.amount_minor for refund in Refund.objects.all()) == 3000


def test_an_allowance_counts_when_the_units_are_cancelled(order, staff_actor):
    refund_order(order_id=order.pk, allowance=Money(680, "EUR"), by=By(staff_actor, NOW))  # a tenth of everything
    after = cancel(order, staff_actor, BOWL=3)
    assert after.credited_minor == 680 + 2700


@pytest.mark.parametrize("units", [{"MUG": 3}, {"MUG": 0}, {"MUG": -1}, {}])
def test_refuses_units_that_are_not_there(order, staff_actor, units):
    with pytest.raises(NothingToCancel):
        cancel(order, staff_actor, **units)
    assert not CreditNote.objects.exists()


def test_refuses_what_was_sent_and_orders_that_are_not_placed(order, staff_actor):
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={keys(order)["MUG"]: 2})
    with pytest.raises(NothingToCancel):
        cancel(order, staff_actor, MUG=1)
    pending = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge")).order
    with pytest.raises(ForbiddenTransition):
        cancel(pending, staff_actor, MUG=1)
    assert Order.objects.get(pk=pending.pk).status == "pending"
