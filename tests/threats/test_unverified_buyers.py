"""Nobody keeps the shop's goods from others with invented e-mail addresses (OWASP OAT-021, Denial of Inventory)."""

import importlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import HeldTooMuch, confirm_order, expire_orders, pay_order, settle_open_payments
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden
from shop.inventory.models import StockLevel
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.queries import confirm_path, order_path
from shop.payments.models import Payment
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, know_reader, make_order
from tests.factories.stock import make_bundle
from tests.pages import markup
from tests.threats.doors import DONE, DOORS, NAMES, newest

pytestmark = pytest.mark.django_db
every_door = pytest.mark.parametrize("door", DOORS, ids=NAMES)
TRANSFER, INVOICE = PaymentChoice("bank_transfer"), PaymentChoice("invoice")
HERE = "203.0.113.7"


@pytest.fixture(autouse=True)
def _shop(channel, settings):
    settings.PAYMENT_PROVIDERS = ["test", "bank_transfer", "invoice"]
    make_product(skus=["MUG"], price_minor=1900, stock=99)


def level():
    row = StockLevel.objects.get(variant__sku="MUG")
    return row.reserved, row.allocated


def buy(quantity=1, *, payment=TRANSFER, email="eve@example.com", client=HERE, **values):
    return make_order(("MUG", quantity), payment=payment, email=email, client=client, is_known=False, **values).order


# --- how long


@every_door
@pytest.mark.parametrize("pay", ["bank_transfer:", "invoice:"])
def test_goods_are_kept_for_two_hours_until_the_link_is_followed(door, pay):
    assert door.buy(pay=pay) == DONE
    order = newest()

    assert (order.status, order.awaits_confirmation, order.placed_at) == ("pending", True, None)
    assert timedelta(minutes=119) < order.payment_deadline - timezone.now() <= timedelta(minutes=120)
    assert level() == (1, 0)
    expire_orders(now=timezone.now() + timedelta(minutes=121))
    order.refresh_from_db()
    assert (order.status, level()) == ("expired", (0, 0))


@pytest.mark.parametrize(("payment", "days", "status"), [(TRANSFER, 7, "pending"), (INVOICE, None, "placed")])
def test_the_link_of_the_mail_keeps_them_as_long_as_usual(payment, days, status, client):
    order = buy(payment=payment, now=timezone.now())
    mail = MailMessage.objects.get(dedupe_key__contains=":confirm:")
    write_out(mail)
    mail.refresh_from_db()
    assert (mail.recipient, confirm_path(order) in mail.text) == ("eve@example.com", True)

    answer = client.get(confirm_path(order))

    assert (answer.status_code, answer["Location"]) == (303, order_path(order))
    order.refresh_from_db()
    assert (order.status, order.awaits_confirmation) == (status, False)
    if days:
        assert order.payment_deadline > timezone.now() + timedelta(days=days - 1)
        assert level() == (1, 0)
    else:
        assert level() == (0, 1)
    assert client.get(confirm_path(order)).status_code == 303  # a second time changes nothing
    assert order.events.filter(kind="order.confirmed").count() == 1


def test_the_link_of_the_page_confirms_nothing(client):
    order = buy(now=timezone.now())
    client.get(order_path(order))
    token = order_path(order).split("/")[2]

    assert client.get(f"/confirm/{token}/").status_code == 404
    assert "Please confirm your order" in markup(client.get(order_path(order)))
    order.refresh_from_db()
    assert order.awaits_confirmation


def test_what_was_confirmed_too_late_is_told_and_keeps_nothing(client):
    order = buy(now=timezone.now() - timedelta(hours=3))
    expire_orders(now=timezone.now())

    answer = client.get(confirm_path(order), follow=True)

    assert "It was not confirmed in time." in markup(answer)
    assert level() == (0, 0)


def test_an_invoice_is_not_placed_by_the_worker_or_by_asking_again(client):
    order = buy(payment=INVOICE, now=NOW)
    Payment.objects.update(updated_at=NOW - timedelta(hours=1))

    settle_open_payments(now=NOW + timedelta(minutes=5))
    client.get(f"{order_path(order)}return/")

    order.refresh_from_db()
    assert (order.status, level()) == ("pending", (1, 0))


def test_a_card_order_cannot_be_turned_into_a_long_transfer():
    order = buy(payment=PaymentChoice("test", "challenge"))

    for _ in range(2):
        pay_order(order_id=order.pk, payment=TRANSFER, client=HERE, now=NOW + timedelta(minutes=1))

    order.refresh_from_db()
    assert order.payment_deadline == NOW + timedelta(minutes=120)
    assert MailMessage.objects.filter(dedupe_key__contains=":confirm:").count() == 1
    pay_order(order_id=order.pk, payment=INVOICE, client=HERE, now=NOW + timedelta(minutes=2))
    order.refresh_from_db()
    assert (order.status, order.payment_deadline) == ("pending", NOW + timedelta(minutes=120))


def test_who_pays_at_once_after_all_needs_no_link():
    order = buy()

    pay_order(order_id=order.pk, payment=PaymentChoice("test", "success"), client=HERE, now=NOW)

    order.refresh_from_db()
    assert (order.status, level()) == ("placed", (0, 1))


# --- how much


def test_of_one_sku_ten_units_of_one_network_address_whoever_they_are_for():
    buy(6, email="a@example.com")
    with pytest.raises(HeldTooMuch):
        buy(5, email="b@example.com")
    buy(4, email="b@example.com")

    assert level() == (10, 0)
    buy(10, email="c@example.com", client="203.0.113.8")


def test_of_what_is_there_half():
    make_product("Vase", skus=["VASE"], price_minor=1000, stock=5)
    with pytest.raises(HeldTooMuch):
        make_order(("VASE", 3), payment=TRANSFER, client=HERE, is_known=False)
    make_order(("VASE", 2), payment=TRANSFER, client=HERE, is_known=False)
    with pytest.raises(HeldTooMuch):
        make_order(("VASE", 1), payment=TRANSFER, client=HERE, is_known=False, email="b@example.com")


def test_the_last_piece_can_be_ordered():
    make_product("Lamp", skus=["LAMP"], price_minor=1000, stock=1)

    assert make_order(("LAMP", 1), payment=TRANSFER, client=HERE, is_known=False).order.awaits_confirmation


def test_in_all_a_thousand_euros():
    make_product("Sofa", skus=["SOFA"], price_minor=40_000, stock=9)
    make_order(("SOFA", 2), payment=INVOICE, client=HERE, is_known=False)
    with pytest.raises(HeldTooMuch):
        make_order(("SOFA", 1), payment=INVOICE, client=HERE, is_known=False, email="b@example.com")


def test_ipv6_is_counted_by_the_household(settings):
    settings.TRUSTED_PROXY_COUNT = 0
    assert DOORS[1].buy(pay="bank_transfer:", quantity=8, peer="2001:db8:1:2::1") == DONE
    assert DOORS[1].buy(pay="bank_transfer:", quantity=8, peer="2001:db8:1:2::9", email="b@example.com") == 409
    assert DOORS[1].buy(pay="bank_transfer:", quantity=8, peer="2001:db8:1:3::1", email="c@example.com") == DONE


@every_door
def test_each_door_refuses_too_much(door):
    assert door.buy(pay="bank_transfer:", quantity=11) == 409
    assert level() == (0, 0)


def test_buyers_of_a_partners_server_are_counted_one_by_one(settings):
    settings.TRUSTED_CLIENT_KEYS = ["k" * 40]
    statuses = []
    for number in range(4):
        body = {
            "email": f"{number}@example.com", "lines": [{"sku": "MUG", "quantity": 10}],
            "payment": {"provider": "bank_transfer"}, "shipping_method": "express",
            "shipping_address": {
                "full_name": "Ada", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE",
            },
        }  # fmt: skip
        headers = {"Client-Key": "k" * 40, "Client-Address": f"198.51.100.{number}", "Idempotency-Key": str(uuid4())}
        answer = Client().post("/api/v1/orders/", json.dumps(body), "application/json", headers=headers)
        statuses.append(answer.status_code)

    assert statuses == [201] * 4
    assert answer.json()["awaits_confirmation"] is True


@every_door
def test_goods_that_a_card_was_to_pay_for_are_not_kept_for_a_transfer_beyond_the_bounds(door):
    order = buy(60, payment=PaymentChoice("test", "challenge"), email="ada@example.com", now=timezone.now())
    small = buy(2, payment=PaymentChoice("test", "challenge"), client="203.0.113.8", now=timezone.now())
    deadline = order.payment_deadline

    for pay in ("bank_transfer:", "invoice:"):
        for peer in (HERE, "198.51.100.9"):  # also from another network address than the order came from
            assert door.pay(order, pay=pay, seen=order.total_minor, peer=peer) == 409
    order.refresh_from_db()
    assert (order.awaits_confirmation, order.payment_deadline, order.payments.count()) == (False, deadline, 1)
    assert door.pay(small, pay="bank_transfer:", seen=small.total_minor, peer="203.0.113.8") == DONE
    small.refresh_from_db()
    assert small.awaits_confirmation
    assert door.pay(order, pay="test:success", seen=order.total_minor) == DONE


def test_who_was_known_when_ordering_is_not_asked_again_in_another_network():
    know_reader("ada@example.com", HERE)
    order = buy(60, email="ada@example.com")

    for payment, status in ((TRANSFER, "pending"), (INVOICE, "placed")):
        pay_order(order_id=order.pk, payment=payment, client="198.51.100.9", now=NOW + timedelta(hours=1))
        order.refresh_from_db()
        assert (order.awaits_confirmation, order.status) == (False, status)
    assert not MailMessage.objects.filter(dedupe_key__contains=":confirm:").exists()


def test_bundles_share_the_bound_of_their_part():
    make_product("Vase", skus=["VASE"], price_minor=1000, stock=8)
    for sku in ("PAIR", "TWINS", "SET"):
        make_product(sku, skus=[sku], price_minor=1500)
    make_bundle("PAIR", VASE=2)
    make_bundle("TWINS", VASE=2)
    make_bundle("SET", VASE=6)
    for sku in ("PAIR", "TWINS"):
        make_order((sku, 1), payment=TRANSFER, client=HERE, is_known=False)
    for sku in ("PAIR", "TWINS", "VASE"):
        with pytest.raises(HeldTooMuch):
            make_order((sku, 1), payment=TRANSFER, client=HERE, is_known=False, email="b@example.com")

    assert StockLevel.objects.get(variant__sku="VASE").reserved == 4
    with pytest.raises(HeldTooMuch):
        make_order(("PAIR", 1), ("VASE", 1), payment=TRANSFER, client="203.0.113.8", is_known=False)
    make_order(("PAIR", 1), payment=TRANSFER, client="203.0.113.8", is_known=False)


def test_one_bundle_can_be_ordered_whatever_share_of_its_part_it_takes():
    make_product("Vase", skus=["VASE"], price_minor=1000, stock=8)
    make_product("Set", skus=["SET"], price_minor=5000)
    make_bundle("SET", VASE=6)

    assert make_order(("SET", 1), payment=TRANSFER, client=HERE, is_known=False).order.awaits_confirmation


# --- whom it does not meet


@every_door
def test_who_pays_at_once_meets_none_of_it(door):
    assert [door.buy(quantity=30, email=f"{number}@example.com") for number in range(3)] == [DONE] * 3
    assert level() == (0, 90)


def test_who_followed_a_link_before_meets_none_of_it(client):
    first = buy(2, client="127.0.0.1", now=timezone.now())
    client.get(confirm_path(first))

    order = buy(60, client="127.0.0.1", now=timezone.now())

    assert (order.awaits_confirmation, order.payment_deadline > timezone.now() + timedelta(days=6)) == (False, True)
    with pytest.raises(HeldTooMuch):  # somebody else who types this address
        buy(20, client="203.0.113.99", now=timezone.now())


def test_a_verified_customer_and_staff_meet_none_of_it(shopper):
    from allauth.account.models import EmailAddress

    customer = Actor("customer", shopper.pk)
    assert buy(5, actor=customer, email=shopper.email).awaits_confirmation
    EmailAddress.objects.create(user=shopper, email=shopper.email, verified=True, primary=True)
    assert not buy(30, actor=customer, email=shopper.email).awaits_confirmation
    assert not buy(30, actor=Actor("staff", label="m@example.com")).awaits_confirmation


def test_strangers_open_orders_do_not_keep_an_address_from_ordering():
    for _ in range(5):
        buy(1, email="ada@example.com", client="203.0.113.99")

    assert buy(1, email="ada@example.com").status == "pending"


# --- staff


def test_staff_see_it_and_release_it_with_one_click(client, manager):
    order = buy(7)
    client.force_login(manager)

    home = markup(client.get("/admin/"))
    listed = client.get("/admin/orders/order/?work=unconfirmed")
    page = markup(client.get(reverse("admin:orders_order_change", args=[order.pk])))
    assert "1 order not confirmed" in home
    assert [row.pk for row in listed.context["cl"].result_list] == [order.pk]
    assert "Not confirmed." in page

    client.post(reverse("admin:orders_order_free", args=[order.pk]))

    order.refresh_from_db()
    assert (order.status, level()) == ("cancelled", (0, 0))
    again = client.post(reverse("admin:orders_order_free", args=[order.pk]), follow=True)
    assert "confirmed, paid or ended meanwhile" in markup(again)


def test_staff_keep_the_goods_of_somebody_they_know_with_one_click(client, manager):
    order = buy(7, payment=INVOICE, now=timezone.now())
    client.force_login(manager)

    client.post(reverse("admin:orders_order_confirm", args=[order.pk]))

    order.refresh_from_db()
    assert (order.status, order.awaits_confirmation, level()) == ("placed", False, (0, 7))


def test_who_follows_the_link_at_once_does_not_wait_for_somebody_who_never_asked(monkeypatch):
    begin = importlib.import_module("shop.checkout.operations.begin_payment")
    monkeypatch.setattr(begin, "_wait_for", lambda _payment: pytest.fail("waits"))
    order = buy(7, payment=INVOICE)
    assert order.payments.get().asked_at is None

    confirm_order(order_id=order.pk, by=By(GUEST, NOW + timedelta(seconds=5)))

    order.refresh_from_db()
    assert (order.status, order.payments.get().status, level()) == ("placed", "processing", (0, 7))


def test_keeping_needs_the_right(client, clerk):
    order = buy(1)
    client.force_login(clerk)

    assert client.post(reverse("admin:orders_order_confirm", args=[order.pk])).status_code == 403
    assert client.post(reverse("admin:orders_order_free", args=[order.pk])).status_code == 403
    with pytest.raises(Forbidden):
        confirm_order(order_id=order.pk, by=By(Actor("staff", clerk.pk), NOW))
    assert confirm_order(order_id=order.pk, by=By(GUEST, NOW)).awaits_confirmation is False
    assert Order.objects.get().version > 1
