"""The money of an order on its page: what the books say, and what staff do about it by hand."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from shop.catalog.models import Variant
from shop.catalog.operations import set_bundle
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import expire_orders, mark_paid, pay_order
from shop.config.env import BankAccount
from shop.core.actor import SYSTEM, By
from shop.core.errors import DomainError
from shop.core.money import Money
from shop.fulfilment.operations import refund_order
from shop.ledger.models import Journal
from shop.ledger.queries import balances_of
from shop.orders.models import Order
from shop.payments.models import CreditNote, Payment, Refund
from shop.payments.operations import write_off
from shop.payments.providers import get_provider
from shop.payments.queries import standing
from shop.payments.rules import CreditLine
from tests.factories.books import assert_books_are_right
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(settings, channel):
    settings.PAYMENT_PROVIDER_CLASSES = settings.PAYMENT_PROVIDER_CLASSES | {"bank": "tests.factories.bank.FakeBank"}
    settings.PAYMENT_PROVIDERS = (*settings.PAYMENT_PROVIDERS, "bank", "invoice", "bank_transfer")
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)
    fake = get_provider("bank")
    fake.reset()
    yield fake
    assert_books_are_right()


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def page_of(order):
    return f"/admin/orders/order/{order.pk}/"


def buy(provider, method=""):
    return make_order(("MUG", 2), payment=PaymentChoice(provider, method), now=timezone.now())


def came_in(placed, minor, actor):
    mark_paid(
        payment_id=placed.payment.pk, amount=Money(minor, "EUR"), reference="SEPA 1", booked_on=NOW.date(), by=By(actor, timezone.now()),
    )  # fmt: skip


@pytest.fixture
def underpaid(bank, staff_actor):
    """An invoice of 42.90 of which 42.00 came in."""
    placed = buy("invoice")
    came_in(placed, 4200, staff_actor)
    return Order.objects.get()


@pytest.fixture
def held(bank):
    """An order of 42.90 whose money is held."""
    return buy("bank", "hold")


@pytest.fixture
def going_back(bank, staff_actor):
    """A refund of 7.10 that staff transfer themselves."""
    placed = buy("invoice")
    came_in(placed, 5000, staff_actor)
    return refund_order(order_id=placed.order.pk, by=By(staff_actor, timezone.now())).refunds[0]


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


def test_nothing_is_offered_to_be_written_off_that_is_paid_held_or_disputed(desk, bank, held, staff_actor):
    paid = buy("bank", "pay")
    Payment.objects.filter(pk=paid.payment.pk).update(status="disputed", disputed_minor=4290)
    for placed in (held, paid):
        assert "Write off" not in markup(desk.get(f"{page_of(placed.order)}change/"))
    Payment.objects.filter(pk=paid.payment.pk).update(status="captured", disputed_minor=0)


def test_a_refused_write_off_is_told_with_its_status(desk, underpaid, staff_actor):
    write_off(order_id=underpaid.pk, reason="", by=By(staff_actor, timezone.now()))
    underpaid.refresh_from_db()
    answer = desk.post(f"{page_of(underpaid)}write_off/", {"version": underpaid.version, "reason": "x"})
    assert (answer.status_code, "Nothing is owed." in markup(answer)) == (422, True)


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


def test_a_refund_of_a_provider_that_answers_itself_is_not_confirmed_by_hand(desk, bank, staff_actor):
    bank.refund_status = "sent"
    order = buy("bank", "pay").order
    refund = refund_order(order_id=order.pk, allowance=Money(500, "EUR"), by=By(staff_actor, timezone.now())).refunds[0]
    address = f"{page_of(order)}refunds/{refund.pk}/confirm/"
    html = markup(desk.get(f"{page_of(order)}change/"))
    assert (address in html, f"re_{refund.public_id}" in html) == (False, True)
    assert "Refund</span>" in html
    assert desk.post(address, {"version": Order.objects.get().version}).status_code == 409
    assert Refund.objects.get().status == "sent"


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


def test_who_may_not_touch_money_is_refused_and_offered_nothing(client, clerk, held, going_back, staff_actor):
    Payment.objects.filter(pk=held.payment.pk).update(review="Look", expires_at=timezone.now() + timedelta(hours=1))
    back_order = going_back.payment.order
    client.force_login(clerk)
    addresses = [
        f"{page_of(held.order)}write_off/",
        f"{page_of(held.order)}payments/{held.payment.pk}/release/",
        f"{page_of(held.order)}payments/{held.payment.pk}/review/",
        f"{page_of(back_order)}refunds/{going_back.pk}/confirm/",
    ]
    html = "".join(markup(client.get(f"{page_of(order)}change/")) for order in (held.order, back_order))
    for address in addresses:
        assert client.get(address).status_code == 403
        assert client.post(address, {"version": held.order.version, "seen": "Look", "reason": "x"}).status_code == 403
    assert [word in html for word in ("Write off", "Release auth", "Mark as reviewed", "Mark as refunded")] == [
        False
    ] * 4
    assert "<strong>Needs review.</strong> Look" in html
    assert (Payment.objects.get(pk=held.payment.pk).status, Refund.objects.get().status) == ("authorised", "sent")


def test_a_payment_or_refund_of_another_order_is_not_found(desk, held, going_back):
    other = going_back.payment.order
    for address in (
        f"{page_of(other)}payments/{held.payment.pk}/release/",
        f"{page_of(other)}payments/{held.payment.pk}/review/",
        f"{page_of(held.order)}refunds/{going_back.pk}/confirm/",
    ):
        assert desk.post(address, {"version": 1, "seen": "x"}).status_code == 404


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


def sent_and_refused(desk, order, **fields):
    """Press "Show what goes back": the page's answer, and what the operation says to the same wish."""
    order.refresh_from_db()
    answer = desk.post(f"{page_of(order)}refund/", {"version": order.version, **fields})
    return answer.status_code, " ".join(answer.context["form"].non_field_errors())


@pytest.mark.parametrize("named", ["units", "delivery", "allowance"])
def test_an_order_that_was_never_placed_is_not_shown_a_credit(desk, bank, staff_actor, named):
    order = buy("bank", "ask").order
    assert (order.status, order.placed_at) == ("pending", None)
    line = order.lines.get()
    form = {"units": {f"line_{line.pk}": 1}, "delivery": {"shipping": "1.00"}, "allowance": {"allowance": "1.00"}}[
        named
    ]
    page = markup(desk.get(f"{page_of(order)}refund/"))
    assert "This order was never placed and nothing was paid, so there is nothing to credit or refund." in page
    assert 'name="allowance"' not in page

    wish = {"lines": {}} | {
        "units": {"lines": {line.pk: CreditLine(1)}},
        "delivery": {"shipping": Money(100, "EUR")},
        "allowance": {"allowance": Money(100, "EUR")},
    }[named]
    with pytest.raises(DomainError) as refused:
        refund_order(order_id=order.pk, by=By(staff_actor, NOW), **wish)
    assert sent_and_refused(desk, order, **form) == (409, refused.value.message)
    assert refused.value.message == "Nothing is owed for an order that was never placed."
    assert not CreditNote.objects.exists()


def test_where_nothing_is_owed_back_the_page_says_so_at_once(desk, bank, staff_actor):
    order = buy("bank", "pay").order
    with pytest.raises(DomainError) as refused:
        refund_order(order_id=order.pk, by=By(staff_actor, NOW))
    assert sent_and_refused(desk, order) == (422, refused.value.message)
    assert refused.value.message == "Nothing was paid beyond what is owed."


def test_an_old_refund_page_says_first_that_it_is_old(desk, bank):
    order = buy("bank", "pay").order
    answer = desk.post(f"{page_of(order)}refund/", {"version": order.version - 1})
    assert (answer.status_code, "version" in answer.context["form"].errors) == (412, True)


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
