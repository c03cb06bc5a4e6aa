"""Orders that staff write: drafts, links to pay, orders on account."""

from datetime import timedelta

import pytest
from django.test import override_settings

from shop.accounts.rules import AddressInput
from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import (
    NothingToPay,
    OutOfStock,
    PaymentDeclined,
    PaymentUnderWay,
    PriceChanged,
    UnknownProduct,
    discard_draft,
    expire_orders,
    mail_pay_link,
    mark_paid,
    pay_order,
    save_draft,
    send_draft,
)
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.core.idempotency import Claim
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order
from shop.inventory.models import StockLevel
from shop.ledger.queries import balances_of
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent, OrderLine
from shop.orders.operations import mail_order_link
from shop.orders.queries import get_order_by_token, list_orders_for, order_token
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, TestCharge
from shop.pricing.models import Price
from tests.concurrency.threads import all_at_once, unexpected
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, NOW
from tests.factories.shop import make_channel

ONLINE = PaymentChoice("test", "success")


@pytest.fixture
def products(channel):
    make_product("Mug", skus=["MUG"], price_minor=1900, stock=10)
    make_product("Bowl", skus=["BOWL"], price_minor=1000, stock=10)


@pytest.fixture
def save(staff_actor):
    def write(*lines, **values):
        inputs = [LineInput(sku, quantity) for sku, quantity in lines or [("MUG", 2)]]
        defaults = {"email": "ada@example.com", "shipping_address": ADDRESS, "by": By(staff_actor, NOW)}
        return save_draft(lines=inputs, **{**defaults, **values})

    return write


@pytest.fixture
def send(staff_actor):
    return lambda draft, **values: send_draft(order_id=draft.pk, **{"by": By(staff_actor, NOW), **values})


def stock():
    return dict(StockLevel.objects.values_list("variant__sku", "reserved")), dict(
        StockLevel.objects.values_list("variant__sku", "allocated")
    )


@pytest.mark.django_db
def test_a_draft_is_priced_as_the_shop_would_and_holds_nothing(products, save):
    draft = save(("MUG", 2), ("BOWL", 1), ("MUG", 1), shipping_method="express")
    assert (draft.status, draft.payment_status, draft.subtotal_minor, draft.shipping_minor, draft.total_minor) == (
        "draft", "unpaid", 6700, 1200, 7900
    )  # fmt: skip
    assert list(draft.lines.values_list("sku", "quantity", "unit_minor")) == [("MUG", 3, 1900), ("BOWL", 1, 1000)]
    assert stock() == ({"MUG": 0, "BOWL": 0}, {"MUG": 0, "BOWL": 0})
    assert not MailMessage.objects.exists()
    assert balances_of(order_id=draft.pk) == {}
    with pytest.raises(NotFound):  # nobody but staff sees it
        get_order_by_token(token=order_token(draft))


@pytest.mark.django_db
def test_a_draft_of_a_customer_is_theirs_once_it_is_sent(products, save, send, shopper):
    draft = save(user_id=shopper.pk)
    assert list(list_orders_for(user_id=shopper.pk)) == []
    send(draft)
    assert list(list_orders_for(user_id=shopper.pk)) == [draft]


@pytest.mark.django_db
def test_saving_again_replaces_everything_at_todays_prices(products, save):
    draft = save(("MUG", 2))
    Price.objects.filter(variant__sku="MUG").update(amount_minor=2000)
    again = save(("MUG", 1), ("BOWL", 1), order_id=draft.pk, email="b@example.com", version=draft.version)
    assert (again.pk, again.email, again.subtotal_minor) == (draft.pk, "b@example.com", 3000)
    assert OrderLine.objects.count() == 2
    with pytest.raises(StaleVersion):
        save(order_id=draft.pk, version=draft.version)
    assert list(OrderEvent.objects.values_list("kind", flat=True)) == ["order.drafted"]


@pytest.mark.django_db
def test_the_address_may_follow_later_but_a_draft_without_it_is_not_sent(products, save, send):
    draft = save(shipping_address=AddressInput("", "", "", "", "AT"))
    assert draft.total_minor == 4290
    with pytest.raises(InvalidInput) as error:
        send(draft)
    assert set(error.value.fields) == {"full_name", "line1", "city", "postcode"}
    assert Order.objects.get().status == "draft"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"shipping_address": AddressInput("Ada", "", "Berlin", "10119", "DE")}, "line1"),
        ({"shipping_address": AddressInput("", "", "", "", "US")}, "country"),
    ],
)
def test_refuses_what_is_wrong(products, save, values, field):
    with pytest.raises(InvalidInput) as error:
        save(**values)
    assert set(error.value.fields) == {field}
    with pytest.raises(UnknownProduct):
        save(("NONE", 1))
    with pytest.raises(InvalidInput):
        save(("MUG", 0))
    assert not Order.objects.exists()


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
