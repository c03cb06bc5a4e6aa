"""Nobody keeps the shop's goods from others with invented e-mail addresses (OWASP OAT-021, Denial of Inventory)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import TooMuchReserved, pay_order
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, know_reader, make_order
from tests.factories.stock import make_bundle
from tests.threats.doors import DONE, DOORS
from tests.threats.unverified_buyers.buying import HERE, INVOICE, TRANSFER, buy, every_door, level

pytestmark = pytest.mark.django_db


def test_of_one_sku_ten_units_of_one_network_address_whoever_they_are_for():
    buy(6, email="a@example.com")
    with pytest.raises(TooMuchReserved):
        buy(5, email="b@example.com")
    buy(4, email="b@example.com")

    assert level() == (10, 0)
    buy(10, email="c@example.com", client="203.0.113.8")


def test_of_what_is_there_half():
    make_product("Vase", skus=["VASE"], price_minor=1000, stock=5)
    with pytest.raises(TooMuchReserved):
        make_order(("VASE", 3), payment=TRANSFER, client=HERE, is_known=False)
    make_order(("VASE", 2), payment=TRANSFER, client=HERE, is_known=False)
    with pytest.raises(TooMuchReserved):
        make_order(("VASE", 1), payment=TRANSFER, client=HERE, is_known=False, email="b@example.com")


def test_the_last_piece_can_be_ordered():
    make_product("Lamp", skus=["LAMP"], price_minor=1000, stock=1)

    assert make_order(("LAMP", 1), payment=TRANSFER, client=HERE, is_known=False).order.awaits_confirmation


def test_in_all_a_thousand_euros():
    make_product("Sofa", skus=["SOFA"], price_minor=40_000, stock=9)
    make_order(("SOFA", 2), payment=INVOICE, client=HERE, is_known=False)
    with pytest.raises(TooMuchReserved):
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
        with pytest.raises(TooMuchReserved):
            make_order((sku, 1), payment=TRANSFER, client=HERE, is_known=False, email="b@example.com")

    assert StockLevel.objects.get(variant__sku="VASE").reserved == 4
    with pytest.raises(TooMuchReserved):
        make_order(("PAIR", 1), ("VASE", 1), payment=TRANSFER, client="203.0.113.8", is_known=False)
    make_order(("PAIR", 1), payment=TRANSFER, client="203.0.113.8", is_known=False)


def test_one_bundle_can_be_ordered_whatever_share_of_its_part_it_takes():
    make_product("Vase", skus=["VASE"], price_minor=1000, stock=8)
    make_product("Set", skus=["SET"], price_minor=5000)
    make_bundle("SET", VASE=6)

    assert make_order(("SET", 1), payment=TRANSFER, client=HERE, is_known=False).order.awaits_confirmation


def test_half_of_an_odd_number_is_rounded_down():
    make_product("Pearl", skus=["PEARL"], price_minor=10, stock=99)
    for sku, count in (("BOX", 24), ("CASE", 25)):
        make_product(sku.title(), skus=[sku], price_minor=1000)
        make_bundle(sku, PEARL=count)

    with pytest.raises(TooMuchReserved):
        make_order(("CASE", 2), payment=TRANSFER, client=HERE, is_known=False)
    make_order(("BOX", 1), ("CASE", 1), payment=TRANSFER, client=HERE, is_known=False)

    assert StockLevel.objects.get(variant__sku="PEARL").reserved == 49
