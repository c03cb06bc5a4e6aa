"""Who has typed nothing yet gets a page that is written once for everybody, and filled: it equals the one that is not."""

from __future__ import annotations

import re

import pytest

from shop.channels.models import Channel, ContentPage
from shop.storefront.views import checkout
from tests.factories.stock import set_level

pytestmark = pytest.mark.django_db
_OWN = re.compile(r'name="(csrfmiddlewaretoken|proof)" value="[^"]+"')


def both(buyer, monkeypatch, path="/checkout/"):
    """Return the page as it is filled, and as it is written whole, without what is made for each answer."""
    filled = buyer.get(path, headers={"Request-Id": "always-this"})
    with monkeypatch.context() as patch:
        patch.setattr(checkout, "_blank_page", lambda request, cart: None)
        whole = buyer.get(path, headers={"Request-Id": "always-this"})
    assert (filled.status_code, filled.headers) == (whole.status_code, whole.headers)
    return [_OWN.sub("", page.content.decode()) for page in (filled, whole)]


def counted(monkeypatch):
    """Return a list that grows with each page that is filled."""
    calls, fill = [], checkout.fill_blank
    monkeypatch.setattr(checkout, "fill_blank", lambda *args: calls.append(args) or fill(*args))
    return calls


@pytest.mark.parametrize("path", ["/checkout/", "/checkout/?country=AT", "/checkout/?country=XX"])
def test_the_filled_page_is_the_whole_one(buyer, monkeypatch, path):
    Channel.objects.update(countries=["DE", "AT"], support_email="<help>@example.com")
    ContentPage.objects.create(kind="legal", slug="terms", title="Terms & more", body="Text")
    calls = counted(monkeypatch)

    filled, whole = both(buyer, monkeypatch, path)

    assert filled == whole
    assert len(calls) == 1


def test_what_is_kept_of_it_follows_the_shop(buyer, monkeypatch):
    before = both(buyer, monkeypatch)
    Channel.objects.update(name="Another <shop>")
    page = ContentPage.objects.create(kind="legal", slug="privacy", title="Privacy", body="Text")
    renamed = both(buyer, monkeypatch)
    page.delete()
    without = both(buyer, monkeypatch)

    assert [filled == whole for filled, whole in (before, renamed, without)] == [True] * 3
    assert len({before[0], renamed[0], without[0]}) == 3


def test_who_typed_something_or_cannot_order_gets_a_page_of_their_own(buyer, monkeypatch):
    calls = counted(monkeypatch)
    set_level("MUG", on_hand=0)
    assert "sold out" in buyer.get("/checkout/").content.decode()
    set_level("MUG", on_hand=10)
    buyer.post("/checkout/", {"keep": "city", "city": "Potsdam"})
    assert 'value="Potsdam"' in buyer.get("/checkout/").content.decode()
    assert calls == []


def test_who_is_logged_in_gets_a_page_of_their_own(client, shopper, buyer, monkeypatch):
    calls = counted(monkeypatch)
    buyer.force_login(shopper)
    buyer.post("/cart/lines/", {"sku": "MUG"})
    assert f'value="{shopper.email}"' in buyer.get("/checkout/").content.decode()
    assert calls == []
