"""Shoppers who wait for what is sold out."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shop.core.errors import InvalidInput, NotFound
from shop.core.limits import TooManyAttempts, purge_attempts
from shop.core.models import AttemptCount
from shop.inventory.models import BackInStockRequest
from shop.inventory.operations import AlreadyInStock, notify_back_in_stock, request_back_in_stock, stop_waiting, waiting
from shop.notifications.delivery import deliver_due
from shop.notifications.models import MailMessage
from tests.factories.catalog import make_product
from tests.factories.orders import NOW
from tests.factories.stock import make_bundle, set_level

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], stock=0)


def wait(email="ada@example.com", sku="MUG", now=NOW, client=""):
    request_back_in_stock(sku=sku, email=email, locale="en_IE", now=now, client=client)


def told() -> list[str]:
    return list(MailMessage.objects.order_by("pk").values_list("recipient", flat=True))


def test_who_waits_is_told_once_when_it_is_there(mug):
    wait()
    assert (notify_back_in_stock(now=NOW), told()) == (0, [])
    set_level("MUG", on_hand=2)
    assert (notify_back_in_stock(now=NOW), notify_back_in_stock(now=NOW)) == (1, 0)

    mail = MailMessage.objects.get()
    assert (mail.recipient, mail.subject) == ("ada@example.com", "Back in stock: Dock mug")
    for body in (mail.text, mail.html):
        assert "/p/dock-mug/?v=MUG" in body
        assert "/back-in-stock/" in body
    assert BackInStockRequest.objects.get().notified_at == NOW
    set_level("MUG", on_hand=0)
    set_level("MUG", on_hand=2)
    assert notify_back_in_stock(now=NOW + timedelta(days=9)) == 0


def test_asking_twice_is_asking_once_and_nobody_learns_who_waits(mug):
    assert wait() is None
    assert wait("ADA@Example.com") is None
    assert BackInStockRequest.objects.count() == 1


def test_one_may_wait_again_after_having_been_told(mug):
    wait()
    set_level("MUG", on_hand=1)
    notify_back_in_stock(now=NOW)
    set_level("MUG", on_hand=0)
    wait()
    set_level("MUG", on_hand=1)
    assert notify_back_in_stock(now=NOW) == 1
    assert told() == ["ada@example.com"] * 2


def test_the_oldest_are_told_first_and_three_for_each_unit_a_day(mug):
    for index in range(8):
        wait(f"buyer{index}@example.com")
    set_level("MUG", on_hand=2)
    assert [notify_back_in_stock(now=NOW + timedelta(minutes=minute)) for minute in range(3)] == [6, 0, 0]
    assert told() == [f"buyer{index}@example.com" for index in range(6)]
    assert notify_back_in_stock(now=NOW + timedelta(days=1)) == 2


def test_only_those_who_wait_for_it_are_told_and_the_others_count_for_their_own(mug):
    make_product("Bowl", skus=["BOWL"], stock=0)
    for index in range(4):
        wait(f"bowl{index}@example.com", sku="BOWL")
        wait(f"mug{index}@example.com")
    set_level("MUG", on_hand=1)
    assert (notify_back_in_stock(now=NOW), told()) == (3, [f"mug{index}@example.com" for index in range(3)])
    set_level("BOWL", on_hand=1)
    assert notify_back_in_stock(now=NOW) == 3
    assert told()[3:] == [f"bowl{index}@example.com" for index in range(3)]


def test_units_that_are_kept_back_or_only_promised_are_not_there(mug):
    wait()
    set_level("MUG", on_hand=3, safety=3)
    assert notify_back_in_stock(now=NOW) == 0
    set_level("MUG", on_hand=0, safety=0, backorder_limit=5)
    assert notify_back_in_stock(now=NOW) == 0


def test_a_bundle_is_there_when_its_parts_are(mug):
    make_product("Pair", skus=["PAIR"], stock=None)
    make_bundle("PAIR", MUG=2)
    wait(sku="PAIR")
    set_level("MUG", on_hand=1)
    assert notify_back_in_stock(now=NOW) == 0
    set_level("MUG", on_hand=2)
    assert notify_back_in_stock(now=NOW) == 1


def test_the_link_in_the_mail_ends_the_wait_and_a_forged_one_does_nothing(mug):
    wait()
    wait("eve@example.com")
    set_level("MUG", on_hand=1)
    notify_back_in_stock(now=NOW)
    token = re.search(r"/back-in-stock/([^/]+)/", MailMessage.objects.first().text)[1]
    with pytest.raises(NotFound):
        stop_waiting(token=token[:-1] + ("A" if token[-1] != "A" else "B"))
    stop_waiting(token=token)
    stop_waiting(token=token)
    assert BackInStockRequest.objects.count() == 1


def test_what_can_be_bought_needs_no_waiting(mug):
    set_level("MUG", backorder_limit=1)
    with pytest.raises(AlreadyInStock):
        wait()


@pytest.mark.parametrize("email", ["", "ada", "ada@example.com\nBcc: x@example.com", f"{'a' * 250}@example.com"])
def test_odd_addresses_are_refused(mug, email):
    with pytest.raises(InvalidInput):
        wait(email)


def test_unknown_and_withdrawn_products_are_refused_and_not_told_of(mug):
    with pytest.raises(NotFound):
        wait(sku="NOPE")
    wait()
    set_level("MUG", on_hand=1)
    type(mug).objects.update(status="draft")
    with pytest.raises(NotFound):
        wait("eve@example.com")
    assert notify_back_in_stock(now=NOW) == 0


def test_an_address_waits_for_fifty_variants_at_most(channel):
    make_product("Wall", skus=[f"W{index}" for index in range(52)], stock=0)
    for index in range(52):
        wait(sku=f"W{index}", now=NOW + timedelta(hours=index))
    assert BackInStockRequest.objects.count() == 50
    wait("eve@example.com", sku="W0")
    assert BackInStockRequest.objects.filter(email="eve@example.com").count() == 1  # everybody for themselves

    BackInStockRequest.objects.filter(variant__sku="W0").update(notified_at=NOW)  # who was told does not wait any more
    wait(sku="W51", now=NOW + timedelta(days=9))
    assert BackInStockRequest.objects.filter(email="ada@example.com").count() == 51


def test_a_client_asks_five_times_an_hour_for_an_address_and_ten_times_in_all(channel, monkeypatch):
    monkeypatch.setattr(waiting, "CLIENT_LIMIT", 10)
    make_product("Wall", skus=[f"W{index}" for index in range(12)], stock=0)
    for index in range(5):
        wait(sku=f"W{index}", client="203.0.113.7")
    with pytest.raises(TooManyAttempts):
        wait(" ADA@example.com", sku="W5", client="203.0.113.7")
    for index in range(5):
        wait(f"buyer{index}@example.com", sku="W0", client="203.0.113.7")
    with pytest.raises(TooManyAttempts):
        wait("eve@example.com", sku="W0", client="203.0.113.7")
    wait("eve@example.com", sku="W0", client="203.0.113.8")
    assert BackInStockRequest.objects.count() == 11

    wait(sku="W5", now=NOW + timedelta(hours=1))
    assert purge_attempts(now=NOW + timedelta(hours=3)) == 17  # pairs, addresses, clients
    assert AttemptCount.objects.count() == 0


def test_the_mail_can_be_unsubscribed_from_by_one_click(mug, mailoutbox):
    wait()
    set_level("MUG", on_hand=1)
    notify_back_in_stock(now=NOW)
    MailMessage.objects.update(next_try_at=timezone.now())
    deliver_due()
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://testserver/back-in-stock/[^/>]+/>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe"][1:-1] in mailoutbox[0].body
