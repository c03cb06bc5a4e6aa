"""A payment that is declined, asked about at the bank, or cannot begin."""

from __future__ import annotations

import pytest

from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.orders.queries import order_path, order_token
from shop.payments.models import TestCharge
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.providers.test import TestProvider
from tests.factories.checkout import look, shown
from tests.pages import markup
from tests.storefront.checkout.page.ordering import HX, TYPED, errors, order

pytestmark = pytest.mark.django_db


def test_a_declined_payment_comes_back_with_everything_kept(buyer):
    answer = order(buyer, payment="test:decline", headers=HX)

    assert answer.status_code == 422
    message = (
        "Your bank declined the payment. You have not been charged. Please try again or choose another payment method."
    )
    assert errors(answer) == {"payment": [message]}
    assert 'value="test:decline" checked' in markup(answer)
    assert 'value="Grace Hopper"' in markup(answer)
    assert StockLevel.objects.get().allocated == 0
    again = buyer.post("/checkout/", {**TYPED, **shown(answer)})
    placed = Order.objects.get(status="placed")
    assert again["Location"] == order_path(placed)
    assert StockLevel.objects.get().allocated == 2


def test_a_payment_that_needs_confirmation_goes_to_the_bank_and_comes_back(buyer):
    answer = order(buyer, payment="test:challenge")

    pending = Order.objects.get()
    charge = TestCharge.objects.get()
    assert (pending.status, answer["Location"]) == ("pending", f"/pay/test/{charge.reference}/")
    bank = buyer.get(answer["Location"])
    assert "This is not a real bank." in markup(bank)
    assert "Approve €42.90" in markup(bank)
    back = buyer.post(answer["Location"], {"answer": "approve"})
    assert back["Location"] == f"{order_path(pending)}return/"
    landed = buyer.get(back["Location"])
    assert (landed.status_code, landed["Location"]) == (303, order_path(pending))
    pending.refresh_from_db()
    assert (pending.status, pending.payment_status) == ("placed", "paid")
    assert buyer.get(answer["Location"])["Location"] == back["Location"], "an answered question is not asked again"


def test_a_buyer_who_declines_at_the_bank_finds_the_checkout_as_it_was(buyer):
    chosen = {"payment": "test:challenge", "line2": "Hinterhof", "shipping_method": "express"}
    bank = buyer.post("/checkout/", look(buyer, TYPED | chosen))
    back = buyer.post(bank["Location"], {"answer": "decline"})

    landed = buyer.get(back["Location"])

    failed = Order.objects.get()
    assert landed["Location"] == f"/checkout/?retry={order_token(failed).replace(':', '%3A')}"
    page = buyer.get(landed["Location"])
    html = markup(page)
    assert page.status_code == 200
    assert "Your order was not placed</h2>" in html
    assert "Your bank declined the payment. You have not been charged." in html
    for value in ("grace@example.com", "Grace Hopper", "Torstraße 1", "Hinterhof", "10119", "Berlin"):
        assert f'value="{value}"' in html
    assert 'value="express" checked' in html
    assert shown(page)["seen_total"] == "5000"


def test_a_forged_retry_link_shows_nothing_of_an_order(buyer):
    order(buyer, payment="test:decline")
    failed = Order.objects.get()

    page = buyer.get(f"/checkout/?retry={failed.public_id}:forged")

    assert "was not placed" not in markup(page)
    stranger = type(buyer)()
    stranger.post("/cart/lines/", {"sku": "MUG"})
    assert "grace@example.com" not in markup(stranger.get(f"/checkout/?retry={failed.public_id}:forged"))


def test_a_provider_that_is_away_leaves_a_pending_order(buyer, monkeypatch):
    def away(self, request):
        raise ProviderUnavailable

    monkeypatch.setattr(TestProvider, "start", away)

    answer = order(buyer)

    pending = Order.objects.get()
    assert (pending.status, answer["Location"]) == ("pending", order_path(pending))
    assert "The payment has not started yet</h1>" in markup(buyer.get(answer["Location"]))
