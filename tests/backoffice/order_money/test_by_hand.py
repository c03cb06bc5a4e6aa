"""The money of an order on its page: what the books say, and what staff do about it by hand."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from shop.catalog.models import Variant
from shop.catalog.operations import set_bundle
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, pay_order
from shop.config.env import BankAccount
from shop.core.actor import SYSTEM, By
from shop.core.money import Money
from shop.ledger.models import Journal
from shop.ledger.queries import balances_of
from shop.orders.models import Order
from shop.payments.models import CreditNote, Payment, Refund
from shop.payments.queries import standing
from tests.backoffice.order_money.buying import buy, page_of
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_books_of_the_order_and_their_sums(desk, bank):
    order = buy("bank", "pay").order
    html = markup(desk.get(f"{page_of(order)}change/", follow=True))
    books = html[html.index('class="table ledger"') : html.index("</table>", html.index('class="table ledger"'))]
    for name in ("Owed by buyers", "Sales, without tax", "Tax owed", "Money at providers"):
        assert name in books
    assert Journal.objects.get(order=order, kind="sale").source in books
    assert books.count('<td class="num">€42.90</td>') == 3  # owed, paid, and no longer owed
    assert '<tfoot><tr><th scope="row">Total</th><td class="num">€85.80</td><td class="num">€85.80</td>' in books


def test_the_books_are_shown_to_those_who_may_see_them_only(client, clerk, bank):
    order = buy("bank", "pay").order
    client.force_login(clerk)
    assert "Journal entries" not in markup(client.get(f"{page_of(order)}change/"))
    clerk.user_permissions.add(Permission.objects.get(codename="view_journal"))
    assert "Journal entries" in markup(client.get(f"{page_of(order)}change/"))


def test_a_small_rest_is_written_off_once_with_its_reason(desk, underpaid):
    address = f"{page_of(underpaid)}write_off/"
    assert "Write off €0.90</a>" in markup(desk.get(f"{page_of(underpaid)}change/"))
    assert "Write off €0.90</button>" in markup(desk.get(address))
    assert desk.post(address, {"version": underpaid.version, "reason": ""}).status_code == 422

    sent = {"version": underpaid.version, "seen": 90, "reason": "Too small to pursue"}
    told = markup(desk.post(address, sent, follow=True))
    again = desk.post(address, sent)

    assert "€0.90 written off." in told
    assert "Written off: Too small to pursue" in told
    assert "Write off €" not in told
    assert again.status_code == 412
    note = CreditNote.objects.get()
    assert (note.kind, note.total_minor, note.reason) == ("write_off", 90, "Too small to pursue")
    assert (balances_of(order_id=underpaid.pk)["receivable"], Order.objects.get().payment_status) == (0, "paid")


def test_a_hold_is_released_and_the_order_is_owed(desk, held, bank):
    address = f"{page_of(held.order)}payments/{held.payment.pk}/release/"
    assert address in markup(desk.get(f"{page_of(held.order)}change/"))
    assert "Release €42.90</button>" in markup(desk.get(address))

    version = Order.objects.get().version
    assert desk.post(address, {"version": version - 1}).status_code == 412
    told = markup(desk.post(address, {"version": version}, follow=True))

    assert "€42.90 released." in told
    assert address not in told
    assert (Payment.objects.get().status, Order.objects.get().payment_status) == ("voided", "unpaid")
    refused = desk.post(address, {"version": Order.objects.get().version})
    assert (refused.status_code, "Nothing is authorised" in markup(refused)) == (409, True)


def test_a_refund_by_hand_is_marked_as_sent_by_one_click(desk, going_back):
    order = Order.objects.get()
    address = f"{page_of(order)}refunds/{going_back.pk}/confirm/"
    assert address in markup(desk.get(f"{page_of(order)}change/"))

    assert desk.post(address, {"version": order.version - 1}).status_code == 412
    told = markup(desk.post(address, {"version": order.version}, follow=True))

    assert "€7.10 recorded as refunded." in told
    assert address not in told
    assert Refund.objects.get().status == "succeeded"
    assert balances_of(order_id=order.pk)["bank"] == 4290
    assert desk.post(address, {"version": Order.objects.get().version}).status_code == 409


def test_what_is_wrong_is_shown_plainly_and_put_aside_by_one_click(desk, held):
    Payment.objects.update(review="Expected 42.90, got <42.89>")
    page = f"{page_of(held.order)}change/"
    address = f"{page_of(held.order)}payments/{held.payment.pk}/review/"
    assert "<strong>Needs review.</strong> Expected 42.90, got &lt;42.89&gt;" in markup(desk.get(page))

    version = Order.objects.get().version
    newer = desk.post(address, {"version": version, "seen": "Something older"})
    assert (newer.status_code, "got &lt;42.89&gt;" in markup(newer)) == (412, True)
    assert "got &lt;42.89&gt;" in markup(desk.get(address))
    told = desk.post(address, {"version": version, "seen": "Expected 42.90, got <42.89>"}, follow=True)

    assert "Marked as reviewed." in markup(told)
    assert "Needs review" not in markup(told)
    assert Payment.objects.get().review == ""
    assert desk.get(address).status_code == 404


def test_the_page_names_the_way_to_pay_and_what_a_bundle_consists_of(client, manager, channel, settings):
    settings.PAYMENT_PROVIDERS = ["test", "bank_transfer"]
    settings.BANK_ACCOUNT = BankAccount("Halden", "DE89370400440532013000", "", "", 7, 14)
    make_product("Pot", skus=["POT"], stock=3)
    make_product("Cup", skus=["CUP"], stock=9)
    make_product("Tea for two", skus=["TEA"], price_minor=5000, stock=0)
    keys = dict(Variant.objects.values_list("sku", "pk"))
    set_bundle(variant_id=keys["TEA"], components={keys["POT"]: 1, keys["CUP"]: 2}, by=By(SYSTEM, timezone.now()))
    client.force_login(manager)

    paid = make_order(("TEA", 2), payment=PaymentChoice("test", "success")).order
    html = markup(client.get(f"/admin/orders/order/{paid.pk}/change/"))
    assert "1 × Pot (POT), 2 × Cup (CUP) in each" in html
    assert "<span>Test card that succeeds</span>" in html

    waiting = make_order(("POT", 1), payment=PaymentChoice("bank_transfer"), now=timezone.now()).order
    assert "<span>Bank transfer</span>" in markup(client.get(f"/admin/orders/order/{waiting.pk}/change/"))
    Payment.objects.filter(order=waiting).update(provider="gone")
    assert "<span>gone</span>" in markup(client.get(f"/admin/orders/order/{waiting.pk}/change/"))


def test_a_transfer_that_comes_after_the_order_lapsed_is_noted_where_the_order_is(desk, bank):
    placed = buy("bank_transfer")
    expire_orders(now=timezone.now() + timedelta(days=30))
    assert Payment.objects.get().status == "cancelled"
    url = f"{page_of(placed.order)}paid/"
    assert f'href="{url}"' in markup(desk.get(f"{page_of(placed.order)}change/"))

    version = Order.objects.get().version
    sent = {"amount": "42.90", "reference": "SEPA 9", "booked_on": "2026-11-23", "version": version}
    assert desk.post(url, sent).status_code == 302

    assert Order.objects.values_list("status", "payment_status").get() == ("placed", "paid")


def test_a_transfer_that_comes_although_the_order_was_paid_otherwise_is_noted_and_owed_back(desk, bank):
    order = buy("bank_transfer").order
    pay_order(order_id=order.pk, payment=PaymentChoice("bank", "pay"), now=timezone.now())
    assert Order.objects.get().status == "placed"

    version = Order.objects.get().version
    sent = {"amount": "42.90", "reference": "SEPA 9", "booked_on": "2026-11-23", "version": version}
    assert desk.post(f"{page_of(order)}paid/", sent).status_code == 302

    assert standing(Order.objects.get()).overpaid == Money(4290, "EUR")
