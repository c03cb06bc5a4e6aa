"""The link to pay: sent again, used twice, with another way to pay."""

import pytest

from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import (
    NothingToPay,
    PaymentUnderWay,
    mail_pay_link,
    mark_paid,
    pay_order,
    save_draft,
    send_draft,
)
from shop.core.actor import By
from shop.core.money import Money
from shop.notifications.models import MailMessage
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, TestCharge
from tests.checkout.drafts.looking import ONLINE
from tests.concurrency.threads import all_at_once, unexpected
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, NOW
from tests.factories.shop import make_channel


@pytest.mark.django_db
def test_the_link_is_sent_again_while_the_order_waits(products, save, send, staff_actor):
    order = send(save())
    mail_pay_link(order_id=order.pk, by=By(staff_actor, NOW))
    assert MailMessage.objects.count() == 2
    pay_order(order_id=order.pk, payment=ONLINE, now=NOW)
    with pytest.raises(ForbiddenTransition):
        mail_pay_link(order_id=order.pk, by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_the_link_that_is_sent_again_asks_for_what_is_missing_by_then(products, save, send, staff_actor, settings):
    settings.PAYMENT_PROVIDERS = (*settings.PAYMENT_PROVIDERS, "bank_transfer")
    order = send(save(), payment=PaymentChoice("bank_transfer"))
    mark_paid(
        payment_id=Payment.objects.get().pk, amount=Money(1290, "EUR"), reference="SEPA 1", booked_on=NOW.date(),
        by=By(staff_actor, NOW),
    )  # fmt: skip
    mail_pay_link(order_id=order.pk, by=By(staff_actor, NOW))
    text = MailMessage.objects.filter(dedupe_key__contains=":pay:").get().text
    assert "Please pay €30.00" in text


@pytest.mark.django_db
def test_choosing_another_way_ends_the_attempt_before_it(products, save, send):
    order = send(save())
    first = pay_order(order_id=order.pk, payment=PaymentChoice("test", "challenge"), now=NOW).payment
    assert pay_order(order_id=order.pk, payment=PaymentChoice("test", "challenge"), now=NOW).payment == first
    pay_order(order_id=order.pk, payment=ONLINE, now=NOW)
    assert list(TestCharge.objects.order_by("pk").values_list("status", flat=True)) == ["cancelled", "captured"]
    assert Payment.objects.get(pk=first.pk).status == "cancelled"


@pytest.mark.django_db
def test_when_the_attempt_before_was_paid_after_all_nothing_is_paid_twice(products, save, send):
    order = send(save())
    first = pay_order(order_id=order.pk, payment=PaymentChoice("test", "challenge"), now=NOW).payment
    TestCharge.objects.filter(reference=first.public_id).update(status="captured")
    placed = pay_order(order_id=order.pk, payment=ONLINE, now=NOW)
    assert (placed.order.status, placed.order.payment_status) == ("placed", "paid")
    assert list(TestCharge.objects.values_list("reference", flat=True)) == [first.public_id]


def test_ten_clicks_on_pay_take_the_money_once(transactional_db, staff_actor):
    make_channel()
    make_product("Mug", skus=["MUG"], price_minor=1900, stock=10)
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 1)], shipping_address=ADDRESS, by=By(staff_actor, NOW)
    )
    order = send_draft(order_id=draft.pk, by=By(staff_actor, NOW))

    results = all_at_once(10, lambda _: pay_order(order_id=order.pk, payment=ONLINE, now=NOW))

    assert unexpected(results, NothingToPay, PaymentUnderWay) == []

    order.refresh_from_db()
    kept = sum(charge.amount_minor - charge.refunded_minor for charge in TestCharge.objects.filter(status="captured"))
    assert (order.status, kept) == ("placed", order.total_minor)
