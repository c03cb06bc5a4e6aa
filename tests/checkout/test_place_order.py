"""Placing an order: the one operation behind every interface."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.cart.models import Cart
from shop.cart.operations import add_to_cart
from shop.catalog.models import Product
from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import CartEmpty, PaymentDeclined, PriceChanged, UnknownProduct
from shop.core.actor import GUEST, Actor
from shop.core.errors import InvalidInput
from shop.core.idempotency import Claim, KeyReused
from shop.core.money import Money
from shop.inventory.models import Location, StockLevel
from shop.inventory.steps import OutOfStock
from shop.notifications.models import MailMessage
from shop.orders.models import Allocation, Order, OrderAddress, OrderEvent, OrderLine, Reservation
from shop.payments.models import Payment
from shop.payments.providers import UnknownProvider
from shop.pricing.models import Price
from shop.shipping.queries import MethodUnavailable
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, NOW, know_reader, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)


def nothing_changed() -> bool:
    return (
        not Order.objects.exists()
        and not Payment.objects.exists()
        and not StockLevel.objects.exclude(allocated=0, reserved=0).exists()
        and not MailMessage.objects.exists()
    )


def test_a_paid_order_is_placed_with_exact_money_and_allocated_stock(mug):
    placed = make_order(("MUG", 2))

    order = placed.order
    assert (order.status, order.payment_status, order.fulfilment_status) == ("placed", "paid", "unfulfilled")
    assert (order.subtotal_minor, order.shipping_minor, order.total_minor) == (3800, 490, 4290)
    assert order.tax_minor == 607 + 78
    assert (order.placed_at, order.currency, order.number) == (NOW, "EUR", order.number)
    assert (order.arrives_from, order.arrives_until) == (date(2026, 11, 25), date(2026, 11, 27))
    assert (placed.payment.status, placed.payment.captured_minor) == ("captured", 4290)
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (10, 2)
    assert list(Allocation.objects.values_list("level_id", "quantity")) == [(level.pk, 2)]
    assert [event.kind for event in OrderEvent.objects.all()] == ["order.created", "payment.captured", "order.placed"]
    assert list(MailMessage.objects.values_list("dedupe_key", "recipient")) == [
        (f"{order.public_id}:placed", "ada@example.com")
    ]


def test_everything_is_a_snapshot_that_later_changes_do_not_touch(channel):
    make_product("Ripple tumbler", skus=["RUST", "SAND"], price_minor=2400)
    order = make_order(("RUST", 1)).order

    Product.objects.update(name="Renamed")
    Price.objects.update(amount_minor=9900)

    line = OrderLine.objects.get()
    assert (line.name, line.sku, line.options) == ("Ripple tumbler", "RUST", [["Glaze", "Rust"]])
    assert (line.unit_minor, line.total_minor, line.tax_minor) == (2400, 2400, 383)
    order.refresh_from_db()
    assert order.total_minor == 2400 + 490
    assert OrderAddress.objects.get().lines == ["Ada Lovelace", "Torstraße 1", "10119 Berlin"]


def test_the_same_sku_twice_becomes_one_line(mug):
    order = make_order(("MUG", 2), ("MUG", 3)).order
    assert list(order.lines.values_list("sku", "quantity")) == [("MUG", 5)]


def test_delivery_is_free_from_its_threshold_and_can_be_chosen(mug):
    assert make_order(("MUG", 4)).order.shipping_minor == 0
    express = make_order(("MUG", 4), shipping_method="express").order
    assert (express.shipping_minor, express.shipping_name) == (1200, "Express")


def test_tax_follows_the_country_of_delivery(mug):
    order = make_order(("MUG", 1), shipping_address=replace(ADDRESS, country="AT", postcode="1010")).order
    assert order.tax_minor == 317 + 82


def test_stock_is_taken_from_the_first_location_and_then_the_next(mug):
    second = Location.objects.create(code="second", name="Second", priority=5)
    variant = mug.variants.get()
    StockLevel.objects.create(variant=variant, location=second, on_hand=5)

    make_order(("MUG", 12))

    assert list(StockLevel.objects.order_by("pk").values_list("allocated", flat=True)) == [10, 2]


def test_a_variant_that_is_not_counted_is_always_available(channel):
    make_product("Gift card", skus=["CARD"], stock=None)
    assert make_order(("CARD", 99)).order.status == "placed"
    assert not Allocation.objects.exists()


def test_refuses_when_there_is_not_enough_and_says_how_many_are_left(mug):
    make_product("Bowl", skus=["BOWL"], stock=0)
    with pytest.raises(OutOfStock) as refusal:
        make_order(("MUG", 11), ("BOWL", 1))
    assert [(s.sku, s.requested, s.available) for s in refusal.value.shortages] == [("MUG", 11, 10), ("BOWL", 1, 0)]
    assert nothing_changed()


@pytest.mark.parametrize("quantity", [0, -1, 100, 2**31, 2**63])
def test_refuses_odd_quantities(mug, quantity):
    with pytest.raises(InvalidInput) as refusal:
        make_order(("MUG", quantity))
    assert list(refusal.value.fields) == ["lines.0.quantity"]
    assert nothing_changed()


def test_refuses_what_is_not_sold(mug):
    with pytest.raises(UnknownProduct) as refusal:
        make_order(("MUG", 1), ("NOPE", 1))
    assert refusal.value.fields == {"lines.1.sku": "This SKU is not available."}
    Product.objects.update(status="draft")
    with pytest.raises(UnknownProduct):
        make_order(("MUG", 1))
    assert nothing_changed()


def test_refuses_an_empty_order(mug):
    with pytest.raises(InvalidInput):
        make_order()
    assert nothing_changed()


def test_refuses_an_address_with_every_wrong_field_named(mug):
    wrong = replace(ADDRESS, full_name=" ", city="x" * 81, country="US")
    with pytest.raises(InvalidInput) as refusal:
        make_order(("MUG", 1), shipping_address=wrong, email="nobody")
    assert sorted(refusal.value.fields) == ["city", "country", "email", "full_name"]
    assert nothing_changed()


def test_refuses_an_unknown_way_to_deliver_or_to_pay(mug):
    with pytest.raises(MethodUnavailable):
        make_order(("MUG", 1), shipping_method="drone")
    with pytest.raises(UnknownProvider):
        make_order(("MUG", 1), payment=PaymentChoice("stripe"))
    with pytest.raises(InvalidInput):
        make_order(("MUG", 1), payment=PaymentChoice("test", "shells"))
    assert nothing_changed()


@pytest.mark.parametrize("seen", [100, 2389, 2391, 9900])  # it rose, or it fell
def test_refuses_a_total_that_the_buyer_did_not_see(mug, seen):
    with pytest.raises(PriceChanged) as refusal:
        make_order(("MUG", 1), expected_total=Money(seen, "EUR"))
    assert refusal.value.new_total == Money(2390, "EUR")
    assert nothing_changed()


def test_a_declined_payment_cancels_the_order_frees_the_stock_and_reopens_the_cart(mug):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart

    with pytest.raises(PaymentDeclined):
        make_order(cart_id=cart.pk, payment=PaymentChoice("test", "decline"))

    order = Order.objects.get()
    assert (order.status, order.payment_status) == ("cancelled", "unpaid")
    assert StockLevel.objects.get().allocated == 0
    cart.refresh_from_db()
    assert cart.status == "open"
    assert not MailMessage.objects.exists()

    assert make_order(cart_id=cart.pk).order.status == "placed"


def test_a_cart_is_bought_once_however_often_it_is_sent(mug):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart

    first = make_order(cart_id=cart.pk)
    second = make_order(cart_id=cart.pk)

    assert (first.order.pk, first.replayed) == (second.order.pk, False)
    assert second.replayed
    assert Cart.objects.get().status == "completed"
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)
    assert StockLevel.objects.get().allocated == 2


def test_a_cart_whose_order_is_paid_is_not_declined_for_another_attempt_that_was_given_up(mug):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=2, now=NOW).cart
    first = make_order(cart_id=cart.pk)
    another = Payment.objects.get()
    another.pk, another.public_id, another.provider_ref = None, "pay_another", "another"
    another.status, another.captured_minor, another.failure = "cancelled", 0, "Given up"
    another.save(force_insert=True)

    again = make_order(cart_id=cart.pk)

    assert (again.order.pk, again.payment.pk, again.replayed) == (first.order.pk, first.payment.pk, True)


def test_an_empty_cart_is_refused(mug):
    added = add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=NOW)
    added.cart.lines.all().delete()
    with pytest.raises(CartEmpty):
        make_order(cart_id=added.cart.pk)


def claim(*, owner="user:1", fingerprint="f"):
    return Claim(owner, "k" * 20, fingerprint, keeps_answer=False)


def test_the_same_key_returns_the_same_order(mug):
    first = make_order(("MUG", 1), claim=claim())
    again = make_order(("MUG", 1), claim=claim())

    assert (again.order.pk, again.replayed) == (first.order.pk, True)
    assert Order.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(mug):
    make_order(("MUG", 1), claim=claim())
    with pytest.raises(KeyReused):
        make_order(("MUG", 2), claim=claim(fingerprint="other"))
    assert make_order(("MUG", 2), claim=claim(owner="user:2", fingerprint="other")).replayed is False


def test_a_key_whose_order_never_reached_the_provider_continues_there(mug, monkeypatch):
    """As after a kill between the commit and the call to the provider."""

    class Killed(BaseException):
        pass

    def kill(*_args):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("shop.payments.providers.test.TestProvider.start", kill)
        make_order(("MUG", 1), claim=claim())
    assert Order.objects.get().status == "pending"

    placed = make_order(("MUG", 1), claim=claim())

    assert (placed.order.status, placed.replayed) == ("placed", True)
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_a_payment_that_asks_the_buyer_leaves_the_order_pending_with_a_redirect(mug):
    placed = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"))

    assert (placed.order.status, placed.payment.status) == ("pending", "requires_action")
    assert placed.payment.redirect_url == f"/pay/test/{placed.payment.public_id}/"
    level = StockLevel.objects.get()
    assert (level.allocated, level.reserved, level.available) == (0, 1, 9)
    reservation = Reservation.objects.get()
    assert (reservation.quantity, reservation.expires_at) == (1, placed.order.payment_deadline)
    assert not MailMessage.objects.exists()


def test_a_customer_owns_the_order_and_a_guest_does_not(mug, shopper):
    actor = Actor(kind="customer", user_id=shopper.pk, label=shopper.email)
    assert make_order(("MUG", 1), actor=actor).order.user_id == shopper.pk
    assert make_order(("MUG", 1), actor=GUEST).order.user_id is None


def test_the_step_of_placing_takes_ten_statements_for_any_number_of_lines(mug, settings):
    settings.PAYMENT_PROVIDERS = ["invoice"]
    for sku in ("BOWL", "JUG"):
        make_product(sku, skus=[sku])
    know_reader()  # asked about by one of them; who pays at once is not
    for lines in ([("MUG", 1)], [("MUG", 1), ("BOWL", 1), ("JUG", 2)]):
        with CaptureQueriesContext(connection) as captured:
            make_order(*lines, payment=PaymentChoice("invoice"), is_known=False)
        frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        assert len([query for query in captured if not query["sql"].startswith(frame)]) == 10


def test_lines_are_counted_before_anything_is_written(mug):
    with pytest.raises(InvalidInput):
        make_order(lines=[LineInput(f"S{i}", 1) for i in range(51)])
    assert nothing_changed()
