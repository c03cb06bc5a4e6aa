"""The page of an order, for whoever holds its signed link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.cart.operations import add_to_cart
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PaymentDeclined, expire_orders
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order, refund_order, ship_order
from shop.orders.models import Order
from shop.orders.queries import order_path, order_token
from shop.payments.providers.test import TestProvider
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

HX = {"HX-Request": "true", "HX-Target": "order-status"}


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=5)


def pending_order() -> Order:
    return make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"), now=timezone.now()).order


def steps(answer) -> list[tuple[str, bool]]:
    return [(step.label, step.at is not None) for step in answer.context["steps"]]


def test_a_placed_order_thanks_and_shows_everything(client, mug):
    order = make_order(("MUG", 2)).order

    answer = client.get(order_path(order))

    html = markup(answer)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Thank you for your order</h1>" in html
    assert "We have emailed a confirmation to ada@example.com." in html
    assert steps(answer) == [("Ordered", True), ("Paid", True), ("Shipped", False)]
    assert 'aria-current="step"><span>Paid</span>' in html
    assert "Arrives Wed 25 – Fri 27 Nov" in html
    assert "2 × €19.00" in html
    assert "incl. €6.85 VAT" in html
    assert "Ada Lovelace<br>Torstraße 1<br>10119 Berlin<br>Germany" in html
    assert "Test payment: Paid" in html
    assert '<a class="btn btn-small" href="/account/signup/?email=ada%40example.com">Create an account</a>' in html
    assert 'hx-trigger="every 30s"' not in html
    assert '<meta name="referrer" content="same-origin">' in html


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("E" if t.endswith("A") else "A"), lambda t: t.partition(":")[0], lambda t: "x:" + t]
)
def test_a_link_that_we_did_not_sign_is_not_found(client, mug, change):
    token = order_token(make_order(("MUG", 1)).order)
    forged = change(token)
    assert forged != token

    for path in (f"/o/{forged}/", f"/o/{forged}/return/", f"/-/o/{forged}/status/"):
        assert client.get(path).status_code == 404


def test_a_pending_order_explains_itself_and_asks_again_every_thirty_seconds(client, mug):
    order = pending_order()

    answer = client.get(order_path(order))

    html = markup(answer)
    assert "Waiting for your payment</h1>" in html
    assert f'hx-get="/-/o/{order_token(order)}/status/" hx-trigger="every 30s"' in html
    assert f'href="/pay/test/{order.payments.get().public_id}/">Confirm the payment</a>' in html
    assert f'href="/o/{order_token(order)}/return/">Check again</a>' in html
    assert steps(answer) == [("Ordered", True), ("Paid", False), ("Shipped", False)]


def test_the_poll_stops_as_soon_as_the_payment_is_decided(client, mug):
    order = pending_order()
    path = f"/-/o/{order_token(order)}/status/"
    waiting = client.get(path, headers=HX)
    assert 'hx-trigger="every 30s"' in markup(waiting)
    assert "#status" not in markup(waiting)
    TestProvider().answer_challenge(attempt_id=order.payments.get().public_id, approve=True)
    client.get(f"/o/{order_token(order)}/return/")

    answer = client.get(path, headers=HX)

    html = markup(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert "<!doctype" not in html
    assert "every 30s" not in html
    assert '<p hx-swap-oob="innerHTML:#status">Thank you for your order</p>' in html
    assert client.get(path)["Location"] == order_path(order)


def test_coming_back_before_deciding_changes_nothing(client, mug):
    order = pending_order()

    answer = client.get(f"/o/{order_token(order)}/return/")

    assert answer["Location"] == order_path(order) + "?looks=0"
    order.refresh_from_db()
    assert order.status == "pending"


def test_who_comes_back_is_not_asked_to_pay_and_the_page_looks_at_the_bank_more_and_more_seldom(client, mug):
    order = pending_order()
    page = markup(client.get(order_path(order) + "?looks=0"))
    assert "Confirm the payment" not in page
    assert "Please do not pay again" in page
    assert f'hx-get="/-/o/{order_token(order)}/status/?looks=0" hx-trigger="every 2s"' in page

    fragment = markup(client.get(f"/-/o/{order_token(order)}/status/?looks=5", headers=HX))
    assert '?looks=6" hx-trigger="every 30s"' in fragment

    TestProvider().answer_challenge(attempt_id=order.payments.get().public_id, approve=True)
    fragment = markup(client.get(f"/-/o/{order_token(order)}/status/?looks=0", headers=HX))
    assert "Thank you for your order" in fragment
    assert "hx-trigger" not in fragment


def test_who_turns_back_at_the_bank_finds_the_cart_as_it_was(client, mug):
    cart = add_to_cart(user_id=None, token="", sku="MUG", quantity=1, now=timezone.now()).cart
    order = make_order(cart_id=cart.pk, payment=PaymentChoice("test", "challenge"), now=timezone.now()).order

    answer = client.get(f"/o/{order_token(order)}/return/?cancel=1")

    cart.refresh_from_db()
    order.refresh_from_db()
    assert answer["Location"].startswith("/checkout/?retry=")
    assert (order.status, cart.status) == ("cancelled", "open")


def test_who_paid_and_then_turns_back_has_an_order(client, mug):
    order = pending_order()
    TestProvider().answer_challenge(attempt_id=order.payments.get().public_id, approve=True)
    answer = client.get(f"/o/{order_token(order)}/return/?cancel=1")
    order.refresh_from_db()
    assert (order.status, answer["Location"]) == ("placed", order_path(order))


def test_a_sent_order_shows_its_parcels_with_tracking(client, mug, staff_actor, now):
    order = make_order(("MUG", 2)).order
    line = order.lines.get()
    ship_order(
        order_id=order.pk,
        by=By(staff_actor, now),
        quantities={line.pk: 1},
        carrier="DHL",
        tracking_number="JJD0099",
        tracking_url="https://track.example/JJD0099",
    )

    part = client.get(order_path(order))
    assert "Part of your order is on its way</h1>" in markup(part)
    assert steps(part) == [("Ordered", True), ("Paid", True), ("Partly shipped", True), ("Shipped", False)]
    assert '<a class="btn btn-small" href="https://track.example/JJD0099" rel="noreferrer">' in markup(part)
    assert "1 × Dock mug" in markup(part)

    ship_order(order_id=order.pk, by=By(staff_actor, now))
    whole = client.get(order_path(order))
    assert "Your order is on its way</h1>" in markup(whole)
    assert steps(whole) == [("Ordered", True), ("Paid", True), ("Shipped", True)]
    assert "Parcel 2, shipped" in markup(whole)


def test_a_cancelled_order_says_what_goes_back(client, mug, staff_actor, now):
    order = make_order(("MUG", 1)).order
    cancel_order(order_id=order.pk, by=By(staff_actor, now), reason="")

    answer = client.get(order_path(order))

    assert "This order was cancelled</h1>" in markup(answer)
    assert "€23.90 is being refunded to you." in markup(answer)
    assert [label for label, _ in steps(answer)] == ["Ordered", "Paid", "Cancelled", "Refunded"]


def test_a_partial_refund_stands_below_the_total(client, mug, staff_actor, now):
    order = make_order(("MUG", 1)).order
    refund_order(order_id=order.pk, allowance=Money(500, "EUR"), reason="", by=By(staff_actor, now))

    assert "<dt>Refunded</dt><dd>−€5.00</dd>" in markup(client.get(order_path(order)))


def test_an_order_that_was_never_paid_sends_the_buyer_back_to_the_checkout(client, mug):
    with pytest.raises(PaymentDeclined):
        make_order(("MUG", 1), payment=PaymentChoice("test", "decline"))
    order = Order.objects.get()

    answer = client.get(order_path(order))

    assert "This order was not placed</h1>" in markup(answer)
    assert steps(answer) == [("Ordered", True), ("Not paid", True)]
    assert f'href="/checkout/?retry={order_token(order)}">Try again</a>' in markup(answer)


def test_an_expired_order_says_that_nothing_was_charged(client, mug):
    order = pending_order()
    expire_orders(now=timezone.now() + timedelta(hours=1))

    answer = client.get(order_path(order))

    assert "This order has expired</h1>" in markup(answer)
    assert "It was not paid in time. You have not been charged." in markup(answer)
    assert [label for label, _ in steps(answer)] == ["Ordered", "Expired"]


def test_the_test_bank_knows_only_its_own_charges(client, mug):
    assert client.get("/pay/test/pay_unknown/").status_code == 404
    assert client.post("/pay/test/pay_unknown/", {"answer": "approve"}).status_code == 404


def test_the_test_bank_wants_a_token(mug):
    from django.test import Client

    order = pending_order()

    answer = Client(enforce_csrf_checks=True).post(
        f"/pay/test/{order.payments.get().public_id}/", {"answer": "approve"}
    )

    assert answer.status_code == 409
