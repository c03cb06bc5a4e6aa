"""T13 and T14 on pages: an order is its buyer's alone, at every address that names one."""

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from shop.accounts.models import Address
from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import By
from shop.fulfilment.models import Return
from shop.orders.models import Order
from shop.orders.queries import order_token
from shop.storefront import urls_personal
from tests.api.conftest import Api
from tests.drawn import drawn
from tests.factories.orders import ADDRESS as ADDRESS_INPUT
from tests.factories.orders import make_order
from tests.pages import markup
from tests.threats.orders_of_others.tokens import everything, odd_tokens, read

pytestmark = pytest.mark.django_db


def pages():
    """The addresses of the storefront that name an order or a withdrawal by its token."""
    return [
        str(one.pattern)
        for one in urls_personal.urlpatterns
        if isinstance(one, URLPattern) and "<str:token>" in str(one.pattern)
    ]


ORDER_PAGES = [path for path in pages() if "o/<str:token>" in path]


def address_of(path, token):
    return_ = Return.objects.get().public_id
    return "/" + path.replace("<str:token>", token).replace("<slug:return_id>", return_)


FORM = {
    "payment": "test:success",
    "seen_total": "2390",
    "confirm": "1",
    "tracking_number": "1",
    "name": "E",
    "email": "e@x.de",
}


@pytest.mark.parametrize("path", pages())
def test_t14_on_pages_an_empty_or_odd_token_is_a_missing_page(order, foreign, path):
    before = everything()

    for token in drawn(odd_tokens(order, foreign), 6):
        if not token:
            continue  # another address, below
        address = address_of(path, "".join(f"%{byte:02X}" for byte in token.encode()))
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address, FORM if method == "post" else None)
            assert answer.status_code in (404, 405), (token, method)
            assert order.email not in markup(answer)
    assert everything() == before


def test_t14_pages_without_a_token_or_with_one_in_the_query_are_missing(order):
    for address in (
        "/o/",
        "/o//",
        "/o//pay/",
        "/o/?token=",
        "/o/?token[]=1",
        "/o/null/",
        "/withdraw/null/",
        "/-/o//status/",
    ):
        assert Client().get(address).status_code == 404, address


@pytest.mark.parametrize("path", ORDER_PAGES)
def test_t13_on_pages_the_token_of_one_order_opens_nothing_of_another(order, foreign, path):
    """A true token, with the return of somebody else in the address."""
    before = everything()
    shown = {}

    for method in ("get", "post"):
        answer = getattr(Client(), method)(address_of(path, order_token(foreign)))
        shown[method] = markup(answer)
        if "<slug:return_id>" in path:
            assert answer.status_code in (404, 405)
    for text in (order.public_id, f"#{order.number}", order.email, Return.objects.get().public_id):
        assert text not in "".join(shown.values())
    assert everything()[0][3:] == before[0][3:]


def test_t13_on_pages_an_account_shows_its_own_orders_and_addresses_only(order, shopper, other_shopper):
    kept = Address.objects.create(
        user=shopper, full_name="Ada Lovelace", line1="Torstraße 1", city="Berlin", postcode="10119", country="DE"
    )
    stranger = Client()
    stranger.force_login(other_shopper)
    missing = stranger.get("/account/orders/ord_0/")

    for name in (order.public_id, str(order.number), str(order.pk)):
        answer = stranger.get(f"/account/orders/{name}/")
        assert (answer.status_code, order.email in markup(answer)) == (missing.status_code, False)
        assert answer.status_code == 404
    for address in (f"/account/addresses/{kept.pk}/", "/account/addresses/999999/"):
        assert stranger.get(address).status_code == stranger.post(address, {"city": "X"}).status_code == 404
    for address in ("/account/orders/", "/account/addresses/", "/account/"):
        assert "Torstraße" not in markup(stranger.get(address))


def test_t13_on_pages_the_checkout_takes_neither_cart_nor_address_of_somebody_else(order, shopper, other_shopper):
    victim = Client()
    victim.force_login(shopper)
    victim.post("/cart/lines/", {"sku": "MUG", "quantity": 5}, headers={"sec-fetch-site": "same-origin"})
    kept = Address.objects.create(
        user=shopper, full_name="Ada Lovelace", line1="Torstraße 1", city="Berlin", postcode="10119", country="DE"
    )
    thief = Client()
    thief.force_login(other_shopper)
    thief.post("/cart/lines/", {"sku": "MUG", "quantity": 1}, headers={"sec-fetch-site": "same-origin"})
    page = thief.get("/checkout/", {"address": kept.pk, "address_id": kept.pk, "cart": 1, "cart_id": 1})
    assert "Torstraße" not in markup(page)

    for name in ("address", "address_id", "deliver_to", "saved_address", "shipping_address"):
        form = {"email": "e@example.com", name: kept.pk, "payment": "test:success", "shipping_method": "standard"}
        form["order"] = "1"
        answer = thief.post("/checkout/", form)
        assert (answer.status_code, "Torstraße" in markup(answer)) == (422, False)
    assert Order.objects.count() == 1


def test_t13_a_draft_is_the_shops_own_until_it_is_sent(order, staff_actor):
    now = timezone.now()
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("MUG", 2)], shipping_address=ADDRESS_INPUT, by=By(staff_actor, now)
    )
    token = order_token(draft)

    assert Client().get(f"/o/{token}/").status_code == 404
    assert Api().get(f"orders/{draft.public_id}/", Order_Token=token).status_code == 404
    assert read("order", draft.public_id, token) == {"data": {"order": None}}
    send_draft(order_id=draft.pk, by=By(staff_actor, now))
    assert Api().get(f"orders/{draft.public_id}/", Order_Token=token).status_code == 200


def test_t14_a_token_is_256_bits_of_signature_over_a_random_id(order):
    one, other = order_token(order), order_token(make_order(("MUG", 1)).order)

    assert one != other
    for token in (one, other):
        identity, _, signature = token.partition(":")
        assert (len(signature), len(identity)) == (43, 30)
