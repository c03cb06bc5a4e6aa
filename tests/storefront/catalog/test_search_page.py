"""Search: results with filters, typos, article numbers, suggestions."""

from __future__ import annotations

import re

import pytest

from tests.factories.catalog import make_category, make_product
from tests.pages import markup


@pytest.fixture(autouse=True)
def _catalogue(channel):
    table = make_category("Table")
    make_product("Ripple tumbler", skus=("HAL-RIP-1",), category=table)
    make_product("Dock mug", skus=("HAL-DOC-1",), category=table, price_minor=2400)


def names(html):
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', html)


def test_finds_by_name(client):
    html = markup(client.get("/search/?q=tumblers"))

    assert names(html) == ["Ripple tumbler"]
    assert "<h1>Results for “tumblers”</h1>" in html
    assert '<input type="hidden" name="q" value="tumblers">' in html


def test_tries_another_spelling_and_says_so(client):
    html = markup(client.get("/search/?q=tumbelr"))

    assert names(html) == ["Ripple tumbler"]
    assert "Showing results for <em>tumbler</em>." in html


def test_offers_ways_on_when_nothing_is_found(client):
    html = markup(client.get("/search/?q=xylophone"))

    assert "<h1>No results for “xylophone”</h1>" in html
    assert '<a class="chip" href="/c/table/">Table</a>' in html
    assert "mailto:help@example.com" in html


@pytest.mark.parametrize("text", ["HAL-RIP-1", "hal-rip-1", "%20hal-rip-1%20"])
def test_leads_straight_to_the_product_of_an_article_number(text, client):
    answer = client.get(f"/search/?q={text}")

    assert answer.status_code == 302
    assert answer["Location"] == "/p/ripple-tumbler/?v=HAL-RIP-1"


def test_keeps_the_text_while_filtering(client):
    html = markup(client.get("/search/?q=mug+or+tumbler&max=20"))

    assert names(html) == ["Ripple tumbler"]
    assert 'class="chip is-on" href="/search/?q=mug+or+tumbler"' in html


@pytest.mark.parametrize("text", ["%00", "'", '"', "a & b | !c:*", "(" * 200, "%F0%9F%92%A9", "\\", "<b>"])
def test_survives_any_text(text, client):
    for url in ("/search/?q=", "/search/suggest/?q="):
        answer = client.get(url + text, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "<b>" not in markup(answer)


def test_suggests_products_and_categories(client):
    answer = client.get("/search/suggest/?q=ta", headers={"HX-Request": "true"})
    html = markup(answer)

    assert "<html" not in html
    assert re.findall(r'role="option" id="([\w-]+)"[^>]* href="([^"]+)"', html) == [
        ("suggest-p1", "/p/dock-mug/"),
        ("suggest-p2", "/p/ripple-tumbler/"),
        ("suggest-c1", "/c/table/"),
        ("suggest-all", "/search/?q=ta"),
    ]
    assert answer["Cache-Control"].startswith("public")


def test_suggests_nothing_for_one_letter_or_nonsense(client):
    for text in ("t", "", "qqqqzz"):
        assert client.get(f"/search/suggest/?q={text}", headers={"HX-Request": "true"}).content.strip() == b""


def test_sends_a_visitor_without_script_to_the_results(client):
    answer = client.get("/search/suggest/?q=mug")

    assert answer.status_code == 302
    assert answer["Location"] == "/search/?q=mug"
