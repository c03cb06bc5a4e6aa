"""T4, T5, T6 and T10: what was not paid does not become paid, whichever way the order came in and is read."""

import pytest
from django.test import Client

from shop.inventory.models import StockLevel
from shop.orders.models import OrderEvent
from shop.orders.queries import order_path
from shop.payments.models import Payment, ProviderEvent, TestCharge
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.pages import markup
from tests.payments.stripe.conftest import keys, stripe, work  # noqa: F401 - fixtures
from tests.payments.stripe_double.server import signed
from tests.threats.doors import DONE, DOORS, NAMES, newest

pytestmark = pytest.mark.django_db(transaction=True)
CALLBACK = "/callbacks/stripe/"
every_door = pytest.mark.parametrize("door", DOORS, ids=NAMES)


@pytest.fixture(autouse=True)
def mugs(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=9)


def assert_unpaid(door, order):
    order.refresh_from_db()
    assert (order.status, order.payment_status, door.is_placed(order)) == ("pending", "unpaid", False)
    assert not Payment.objects.filter(captured_minor__gt=0).exists()
    assert StockLevel.objects.get().allocated == 0


# --- T4: a true signature, and contents that cannot be

LIES = {
    "a cent less": {"amount": 3099},
    "another currency": {"currency": "usd"},
    "another mode": {"livemode": True},
    "another account": {"account": "acct_other"},
    "an intent that holds no money": {},
}


@every_door
@pytest.mark.parametrize("lie", LIES)
def test_t4_a_true_event_with_wrong_contents_pays_no_order_and_is_flagged(stripe, door, lie):  # noqa: F811
    assert door.buy(pay="stripe:checkout") == DONE
    order, payment = newest(), Payment.objects.get()
    session = stripe.session_of(payment.public_id)
    thing = {
        "id": "pi_forged", "object": "payment_intent", "amount": session["amount_total"], "currency": "eur",
        "metadata": session["metadata"],
    }  # fmt: skip
    changes = dict(LIES[lie])
    top = {name: changes.pop(name) for name in ("livemode", "account") if name in changes}
    event = {**stripe.act("tell", "payment_intent.succeeded", {**thing, **changes}), **top}
    body, headers = signed(event)

    answer = Client().post(CALLBACK, body, content_type="application/json", headers=headers)
    work()

    assert (answer.status_code, answer.content) == (200, b"")
    assert_unpaid(door, order)
    payment.refresh_from_db()
    assert payment.review
    assert OrderEvent.objects.filter(kind="payment.mismatch", message=payment.review).count() == 1


@every_door
def test_t4_the_money_of_one_order_pays_no_other(stripe, door):  # noqa: F811
    door.buy(pay="stripe:checkout", email="victim@example.com")
    victim, wanted = newest(), Payment.objects.get()
    stripe.act("forge_intent", amount=3100, currency="eur", metadata={"attempt": wanted.public_id})

    for event in stripe.news():
        body, headers = signed(event)
        Client().post(CALLBACK, body, content_type="application/json", headers=headers)
    work()

    assert_unpaid(door, victim)
    assert Payment.objects.get().review


# --- T5: forged news, at every address that takes any


ELSEWHERE = ["/api/v1/callbacks/stripe/", "/api/v1/orders/", "/graphql/"]
FORGED = ["none", "wrong secret", "only v0"]


@pytest.mark.parametrize(
    ("path", "signature"),
    [(path, signature) for path in (CALLBACK, *ELSEWHERE) for signature in FORGED]
    + [(path, "right") for path in ELSEWHERE],
)
def test_t5_news_that_nobody_signed_or_at_another_address_pays_nothing_and_says_nothing(stripe, path, signature):  # noqa: F811
    DOORS[1].buy(pay="stripe:checkout", email="ada@example.com")
    order = newest()
    session = stripe.session_of(Payment.objects.get().public_id)
    event = stripe.act("tell", "checkout.session.completed", {**session, "payment_status": "paid"})
    body, headers = signed(event, "whsec_other") if signature == "wrong secret" else signed(event)
    if signature == "none":
        headers = {}
    elif signature == "only v0":
        headers = {"Stripe-Signature": headers["Stripe-Signature"].replace("v1=", "v0=")}

    answer = Client().post(path, body, content_type="application/json", headers=headers)
    work()

    assert 400 <= answer.status_code < 500
    for secret in ("ada@example.com", order.public_id, str(order.number), "Lovelace"):
        assert secret not in markup(answer)
    assert not ProviderEvent.objects.exists()
    assert_unpaid(DOORS[1], order)


@pytest.mark.parametrize("path", [CALLBACK, "/api/v1/orders/", "/graphql/"])
def test_t5_two_megabytes_are_refused(stripe, path):  # noqa: F811
    answer = Client().post(path, b"x" * 2_000_000, content_type="application/json", headers={"Stripe-Signature": "t=1"})

    assert answer.status_code in (400, 413)
    assert not ProviderEvent.objects.exists()


# --- T6: the address that a buyer comes back to


@pytest.mark.drawn
@every_door
def test_t6_coming_back_with_success_in_the_address_pays_nothing(door):
    assert door.buy(pay="test:challenge") == DONE
    order = newest()

    for more in ("", "?redirect_status=succeeded", "?payment_status=paid&session_id=cs_1", "?looks=9&status=placed"):
        for path in (f"{order_path(order)}return/{more}", f"/-{order_path(order)}status/{more}", order_path(order)):
            page = Client().get(path, follow=True)
            assert (page.status_code, "Thank you for your order" in markup(page)) == (200, False)
    for path in (f"/checkout/success?order={order.number}", f"/checkout/success/?order={order.public_id}"):
        assert Client().get(path).status_code == 404
    assert_unpaid(door, order)


@every_door
def test_t6_a_stranger_learns_nothing_from_the_address_to_come_back_to(door, other_shopper):
    door.buy(pay="test:challenge")
    order = newest()
    stranger = Client()
    stranger.force_login(other_shopper)

    for token in (order.public_id, str(order.number), f"{order.public_id}:{'a' * 43}"):
        for client in (Client(), stranger):
            assert client.get(f"/o/{token}/return/?redirect_status=succeeded").status_code == 404
    assert_unpaid(door, order)


# --- T10: changing what is paid for while paying


@every_door
def test_t10_ten_euros_buy_what_cost_ten_euros_whatever_is_put_in_meanwhile(door):
    buyer = {"client": Client()} if door.name == "page" else {}
    assert door.buy(pay="test:challenge", **buyer) == DONE
    order, charge = newest(), TestCharge.objects.get()

    if buyer:
        more = {"sku": "MUG", "quantity": 8}
        buyer["client"].post("/cart/lines/", more, headers={"sec-fetch-site": "same-origin"})
    else:
        door.buy(pay="test:challenge", quantity=8)
    Price.objects.update(amount_minor=99900)
    Client().post(f"/pay/test/{charge.reference}/", {"answer": "approve"}, follow=True)

    order.refresh_from_db()
    assert (order.status, order.total_minor, order.lines.get().quantity) == ("placed", 3100, 1)
    assert sum(Payment.objects.values_list("captured_minor", flat=True)) == 3100
    assert StockLevel.objects.get().allocated == 1
    assert door.is_placed(order)


@every_door
@pytest.mark.parametrize("seen", [1, 3099, 3101])
def test_t10_another_amount_than_the_order_costs_begins_no_payment(door, seen):
    door.buy(pay="test:challenge")
    order = newest()

    assert door.pay(order, seen=seen) == 409
    assert Payment.objects.count() == 1
    assert_unpaid(door, order)
