"""What people try at the way out to Stripe and back (T6, T10, T11)."""

import pytest

from shop.cart.models import CartLine
from shop.orders.models import Order
from tests.factories.checkout import look

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {
    "email": "grace@example.com", "full_name": "Grace Hopper", "country": "DE", "line1": "Torstraße 1",
    "postcode": "10119", "city": "Berlin", "shipping_method": "standard", "payment": "stripe:checkout",
}  # fmt: skip


@pytest.fixture
def form(client, shop):
    """The filled-in checkout of one mug."""
    client.post("/cart/lines/", {"sku": "MUG", "quantity": "1"})
    return look(client, TYPED)


def back(stripe):
    return stripe.seen[0]["params"]["success_url"].removeprefix("http://testserver")


def test_the_order_button_leads_to_stripe_by_a_plain_redirect(stripe, client, form):
    answer = client.post("/checkout/", form)
    (session,) = stripe.books.all("checkout.session")
    assert (answer.status_code, answer["Location"]) == (303, session["url"])


def test_coming_back_without_paying_pays_nothing_whatever_the_address_says(stripe, client, form):
    client.post("/checkout/", form)
    for more in ("", "?redirect_status=succeeded", "?session_id=cs_test_1&payment=paid", "?looks=3"):
        page = client.get(back(stripe) + more, follow=True)
        assert page.status_code == 200
        assert "Thank you" not in page.content.decode()
    assert (Order.objects.get().status, Order.objects.get().payment_status) == ("pending", "unpaid")


def test_a_stranger_is_told_nothing(stripe, client, form):
    client.post("/checkout/", form)
    order = Order.objects.get()
    for token in (str(order.number), order.public_id, f"{order.public_id}:wrong", "%00", "x"):
        for path in (f"/o/{token}/return/", f"/o/{token}/return/?cancel=1", f"/-/o/{token}/status/?looks=0"):
            assert client.get(path).status_code == 404
    assert Order.objects.get().status == "pending"


def test_what_is_put_into_the_cart_while_paying_is_not_paid_for_and_stays_in_it(stripe, client, form):
    client.post("/checkout/", form)
    client.post("/cart/lines/", {"sku": "MUG", "quantity": "2"})
    stripe.act("pay", stripe.books.all("checkout.session")[0]["id"])

    client.get(back(stripe))

    order = Order.objects.get()
    assert (order.status, order.total_minor, order.lines.get().quantity) == ("placed", 2390, 1)
    assert stripe.books.totals()["charge"] == 2390
    assert CartLine.objects.get(cart__status="open").quantity == 2


def test_a_double_click_is_one_order_and_one_session(stripe, client, form):
    first, second = client.post("/checkout/", form), client.post("/checkout/", form)
    assert first["Location"] == second["Location"]
    assert (Order.objects.count(), len(stripe.books.all("checkout.session"))) == (1, 1)


def test_the_back_button_and_a_second_order_leave_one_open_session(stripe, client, form):
    client.post("/checkout/", form)
    client.get(back(stripe) + "?cancel=1")
    again = look(client, TYPED)
    client.post("/checkout/", again)
    states = sorted(one["status"] for one in stripe.books.all("checkout.session"))
    assert (states, sorted(Order.objects.values_list("status", flat=True))) == (
        ["expired", "open"],
        ["cancelled", "pending"],
    )
