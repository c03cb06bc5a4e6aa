"""Drafts that are sent, to be paid by a link or on account."""

from datetime import timedelta

import pytest
from django.test import override_settings

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    NothingToPay,
    OutOfStock,
    PaymentDeclined,
    PriceChanged,
    discard_draft,
    expire_orders,
    mail_pay_link,
    pay_order,
)
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput
from shop.core.idempotency import Claim
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.operations import mail_order_link
from shop.orders.queries import order_token
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment
from shop.pricing.models import Price
from tests.checkout.drafts.looking import ONLINE, stock
from tests.factories.orders import NOW


@pytest.mark.django_db
def test_sending_the_link_fixes_the_price_reserves_the_stock_and_writes_to_the_buyer(products, save, send):
    order = send(save(), pay_within=timedelta(days=2))

    assert (order.status, order.payment_deadline, order.pays_by_link) == ("pending", NOW + timedelta(days=2), True)
    assert stock()[0]["MUG"] == 2
    mail = MailMessage.objects.get()
    assert (mail.recipient, mail.subject) == ("ada@example.com", f"#{order.number} Please pay for your order")
    assert f"http://testserver/o/{order_token(order)}/pay/" in mail.text
    assert "€42.90" in mail.text
    Price.objects.update(amount_minor=9900)

    placed = pay_order(order_id=order.pk, payment=ONLINE, now=NOW, expected=Money(4290, "EUR"))

    order.refresh_from_db()
    assert (order.status, order.payment_status, placed.payment.captured_minor) == ("placed", "paid", 4290)
    assert (stock()[0]["MUG"], stock()[1]["MUG"]) == (0, 2)
    with pytest.raises(NothingToPay):
        pay_order(order_id=order.pk, payment=ONLINE, now=NOW)


@pytest.mark.django_db
def test_a_declined_buyer_pays_another_way_and_the_order_waits(products, save, send):
    order = send(save())
    for _ in range(2):
        with pytest.raises(PaymentDeclined):
            pay_order(order_id=order.pk, payment=PaymentChoice("test", "decline"), now=NOW)
    order.refresh_from_db()
    assert (order.status, stock()[0]["MUG"]) == ("pending", 2)
    pay_order(order_id=order.pk, payment=ONLINE, now=NOW)
    order.refresh_from_db()
    assert order.status == "placed"
    assert list(Payment.objects.values_list("status", flat=True)) == ["failed", "failed", "captured"]


@pytest.mark.django_db
def test_nobody_is_sent_the_link_of_a_draft(products, save):
    draft = save()
    mail_order_link(number=str(draft.number), email="ada@example.com", now=NOW)
    assert not MailMessage.objects.exists()


@pytest.mark.django_db
def test_an_order_that_nobody_paid_lapses(products, save, send):
    order = send(save(), pay_within=timedelta(hours=1))
    assert expire_orders(now=NOW + timedelta(minutes=59)) == 0
    assert expire_orders(now=NOW + timedelta(hours=1)) == 1
    order.refresh_from_db()
    assert (order.status, stock()[0]["MUG"]) == ("expired", 0)
    with pytest.raises(NothingToPay):
        pay_order(order_id=order.pk, payment=ONLINE, now=NOW + timedelta(hours=2))


@pytest.mark.django_db
def test_another_price_since_it_was_saved_is_refused_and_shown_by_saving_again(products, save, send):
    draft = save()
    Price.objects.filter(variant__sku="MUG").update(amount_minor=2000)
    with pytest.raises(PriceChanged) as error:
        send(draft)
    assert error.value.new_total == Money(4490, "EUR")
    assert (Order.objects.get().status, stock()[0]["MUG"]) == ("draft", 0)
    send(save(order_id=draft.pk))
    assert Order.objects.get().total_minor == 4490


@pytest.mark.django_db
def test_what_is_not_there_is_refused(products, save, send):
    draft = save(("MUG", 11))
    with pytest.raises(OutOfStock):
        send(draft)
    assert Order.objects.get().status == "draft"


@pytest.mark.django_db
@override_settings(PAYMENT_PROVIDERS=["test", "invoice", "bank_transfer"])
def test_staff_place_an_order_on_account_or_by_transfer_but_with_nobodys_card(products, save, send):
    draft = save()
    with pytest.raises(InvalidInput):
        send(draft, payment=ONLINE)
    order = send(draft, payment=PaymentChoice("invoice"))
    assert (order.status, order.payment_status, stock()[1]["MUG"]) == ("placed", "unpaid", 2)
    mail = MailMessage.objects.get()
    write_out(mail)
    assert mail.subject == f"#{order.number} Thank you for your order"

    transfer = send(save(), payment=PaymentChoice("bank_transfer"))
    assert (transfer.status, transfer.payment_deadline >= NOW + timedelta(days=7)) == ("pending", True)


@pytest.mark.django_db
def test_a_draft_is_discarded_quietly_and_never_cancelled(products, save, staff_actor):
    draft = save()
    with pytest.raises(ForbiddenTransition):
        cancel_order(order_id=draft.pk, by=By(staff_actor, NOW), reason="")
    assert discard_draft(order_id=draft.pk, by=By(staff_actor, NOW)).status == "cancelled"
    assert not MailMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", sorted(set(Order.Status.values) - {"draft"}))
@pytest.mark.breaks_rules
def test_what_is_no_draft_is_neither_saved_sent_nor_discarded(products, save, send, staff_actor, status):
    draft = save()
    Order.objects.update(status=status)
    before = Order.objects.values().get()
    for act in (
        lambda: save(order_id=draft.pk),
        lambda: send(draft),
        lambda: discard_draft(order_id=draft.pk, by=By(staff_actor, NOW)),
    ):
        with pytest.raises(ForbiddenTransition):
            act()
    assert Order.objects.values().get() == before


@pytest.mark.django_db
def test_needs_the_permission(products, save, send):
    draft = save()
    for actor in (GUEST, Actor(kind="staff"), Actor(kind="customer", user_id=1)):
        for act in (
            lambda actor=actor: save(by=By(actor, NOW)),
            lambda actor=actor: send(draft, by=By(actor, NOW)),
            lambda actor=actor: discard_draft(order_id=draft.pk, by=By(actor, NOW)),
            lambda actor=actor: mail_pay_link(order_id=draft.pk, by=By(actor, NOW)),
        ):
            with pytest.raises(Forbidden):
                act()


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_draft(products, save):
    claims = [Claim("staff:1", "key", "same", keeps_answer=False) for _ in range(2)]
    assert save(claim=claims[0]) == save(claim=claims[1])
    assert Order.objects.count() == 1
