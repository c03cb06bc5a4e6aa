"""How little a browsing page asks the database for in a web process, which keeps the shop around it."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Category
from shop.channels.models import ContentPage
from shop.core import kept
from shop.core.changes import Changes
from shop.search.operations import refresh_stale
from shop.storefront import frame
from tests.factories.catalog import make_category, make_product
from tests.pages import markup

pytestmark = pytest.mark.django_db(transaction=True)  # nothing is kept inside a transaction


@pytest.fixture
def catalogue(channel, monkeypatch):
    """Kitchen › Mugs with 30 mugs, one in two glazes, in a process that hears of changes when the test says so."""
    mugs = make_category("Mugs", parent=make_category("Kitchen"))
    ContentPage.objects.create(kind="help", slug="returns", title="Returns", body="Within 30 days.")
    make_product("Dock mug", skus=("RUST", "SAND"), category=mugs, attributes={"Material": "Clay"})
    for number in range(29):
        make_product(f"Plain mug {number}", skus=(f"PLAIN-{number}",), category=mugs)
    refresh_stale()
    monkeypatch.setattr(kept, "_values", kept.Kept(1000, following=Changes()))
    hear()
    return channel


def hear(*tags):
    kept._values.following.note(frozenset(tags), asked_at=time.monotonic() + 3600)


@pytest.mark.parametrize(
    ("url", "most"),
    [("/", 2), ("/c/kitchen/", 4), ("/c/kitchen/mugs/?sort=price&min=1&stock=1", 4), ("/p/dock-mug/", 4),
     ("/p/dock-mug/?v=SAND", 4), ("/search/?q=mug", 4), ("/help/returns/", 0), ("/search/", 0)],
)  # fmt: skip
def test_a_page_asks_at_most_four_times(url, most, catalogue, client):
    first = client.get(url)
    with CaptureQueriesContext(connection) as captured:
        second = client.get(url)

    assert second.content == first.content
    assert len(captured) <= most


@pytest.mark.parametrize(
    ("change", "tags", "text"),
    [
        (lambda: Category.objects.filter(slug="kitchen").update(name="Kitchens"), ["categories"], ">Kitchens</a>"),
        (lambda: ContentPage.objects.update(title="Send it back"), ["page_texts"], ">Send it back</a>"),
        (lambda: ContentPage.objects.update(body="Within *60* days."), ["page_texts"], "<em>60</em>"),
    ],
)
def test_what_is_kept_goes_with_a_change_of_it_and_with_no_other(change, tags, text, catalogue, client):
    address = "/help/returns/"
    assert text not in markup(client.get(address))
    shown = next(iter(frame._last.values()))
    change()

    hear("document:1")
    assert text not in markup(client.get(address))
    assert next(iter(frame._last.values())) is shown
    hear(*tags)
    assert text in markup(client.get(address))


def test_a_shop_that_cannot_hear_reads_everything_anew(catalogue, client, monkeypatch):
    client.get("/help/returns/")
    ContentPage.objects.update(title="Send it back")
    monkeypatch.setattr(kept._values.following, "_known_until", 0.0)

    assert ">Send it back</a>" in markup(client.get("/help/returns/"))
