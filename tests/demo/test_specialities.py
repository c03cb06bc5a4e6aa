"""What the demo shows beside plain stock, and the work that it leaves for staff."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from shop.catalog.models import Product, Variant
from shop.checkout.operations import import_statement
from shop.config.env import BankAccount
from shop.core.actor import SYSTEM, By
from shop.demo import catalogue
from shop.demo.environment import shop_environment
from shop.demo.logins import Secrets
from shop.demo.orders import place_past_orders
from shop.demo.ports import Port
from shop.demo.specialities import BACK_ORDER, BUNDLE, ON_THE_WAY, PRE_ORDER, stock_specialities
from shop.demo.work import leave_work_for_staff
from shop.fulfilment.models import Return
from shop.imports.operations import import_products
from shop.imports.starter import set_up_shop
from shop.inventory.models import StockLevel, Transfer
from shop.inventory.queries import availability_of
from shop.orders.models import Order
from shop.payments.models import Payment

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _ways_to_pay(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = ["test", "bank_transfer", "invoice"]
    settings.BANK_ACCOUNT = BankAccount("Halden", "DE89370400440532013000", "", "", 7, 14)


def fill(*, count: int | None = None) -> None:
    set_up_shop(
        name="Halden", currency="EUR", country="DE", countries=["DE", "SE", "DK", "FR", "NL", "PT"], locale="en_IE",
        shipping_minor=490, by=By(SYSTEM, timezone.now()), opened_at=NOW,
    )  # fmt: skip
    import_products(records=catalogue.products(count), currency="EUR", by=By(SYSTEM, NOW))
    stock_specialities(now=NOW)


def what_is_there(sku: str) -> tuple[str, int | None, date | None]:
    variant = Variant.objects.get(sku=sku)
    stock = availability_of(variant_ids=[variant.pk], today=NOW.date())[variant.pk]
    return stock.status, stock.units, stock.date


def test_a_bundle_a_pre_order_a_back_order_and_two_places_with_stock() -> None:
    fill()
    assert what_is_there(BUNDLE[0]) == ("in_stock", 22, None)  # the chalk pots of both places
    assert what_is_there(PRE_ORDER[0]) == ("preorder", 40, (NOW + timedelta(weeks=7)).date())
    assert Product.objects.exclude(released_on=None).get().slug == "quay-lantern"
    assert what_is_there(BACK_ORDER[0]) == ("backorder", 24, (NOW + timedelta(weeks=3)).date())
    clock = StockLevel.objects.get(variant__sku="HAL-KITCLO-OCHRE", on_hand__gt=0)
    assert (clock.location.code, clock.location.priority, clock.on_hand) == ("storeroom", 1, 6)
    lines = Transfer.objects.get(status="sent").lines.values_list("sku", "quantity")
    assert dict(lines) == ON_THE_WAY


def test_a_small_catalogue_has_what_it_can_have_and_orders_where_it_can() -> None:
    fill(count=3)
    place_past_orders(now=NOW)
    leave_work_for_staff(now=NOW)
    assert not Transfer.objects.exists()
    assert Order.objects.filter(status="on_hold").exists()


def test_staff_find_something_to_do_and_the_bank_statement_pays_what_waits(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    fill(count=40)
    place_past_orders(now=NOW)
    leave_work_for_staff(now=NOW)

    counts = {status: Order.objects.filter(status=status).count() for status in ("draft", "on_hold", "pending")}
    assert counts == {"draft": 1, "on_hold": 1, "pending": 1}
    assert Return.objects.filter(status="requested").count() == 1
    assert Payment.objects.filter(provider="invoice").get().order.status == "placed"

    answer = client.get("/inbox/bank-statement.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="bank-statement.csv"'
    read = import_statement(data=answer.content, by=By(SYSTEM, NOW))
    assert (read.new, read.booked, read.open, read.problems) == (3, 2, 1, ())
    assert not Order.objects.filter(status="pending").exists()
    assert Payment.objects.filter(provider="invoice").get().status == "captured"
    again = import_statement(data=answer.content, by=By(SYSTEM, NOW + timedelta(hours=1)))
    assert (again.new, again.booked) == (0, 0)


def test_the_shell_may_add_ways_to_pay_and_takes_none_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    port = Port(host="127.0.0.1", wanted=0)
    port.close()

    def offered(shell: str) -> str:
        monkeypatch.setenv("PAYMENT_PROVIDERS", shell)
        given = {"data_dir": tmp_path, "port": port, "database_url": "", "redis_url": ""}
        secrets = Secrets(secret_key="key", staff_password="one", customer_password="two")
        return shop_environment(**given, secrets=secrets)["PAYMENT_PROVIDERS"]  # type: ignore[arg-type]

    assert offered("") == offered("test") == "test,bank_transfer,invoice"
    assert offered("stripe, test") == "test,bank_transfer,invoice,stripe"


def test_there_is_no_such_bank_in_a_real_shop(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert client.get("/inbox/bank-statement.csv").status_code == 404
