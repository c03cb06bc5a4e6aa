"""Categories and their filters: every state is an address, and every address gives the same state again."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.search.queries import Listing
from shop.search.rules import ListingFilter
from shop.storefront.listing import ListingRequest, _paging
from tests.factories.catalog import make_category, make_product
from tests.pages import markup


@pytest.fixture
def mugs(channel):
    """Three mugs: €10 of clay in rust and sand, €20 of glass on sale from €25, €30 of clay and sold out."""
    mugs = make_category("Mugs")
    make_product("Clay mug", skus=("RUST", "SAND"), price_minor=1000, category=mugs, attributes={"Material": "Clay"})
    make_product(
        "Glass mug",
        skus=("GLASS",),
        price_minor=2000,
        compare_at_minor=2500,
        category=mugs,
        attributes={"Material": "Glass"},
    )
    make_product("Last mug", skus=("LAST",), price_minor=3000, stock=0, category=mugs, attributes={"Material": "Clay"})
    return mugs


def names(client, url):
    """The products of a listing, in order."""
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', markup(client.get(url)))


def chips(client, url):
    """The applied filters: what they say and where removing them leads."""
    html = markup(client.get(url))
    found = re.findall(r'class="chip is-on" href="([^"]+)".*?</span> ([^<]+)<svg', html, re.DOTALL)
    return [(text, link.replace("&amp;", "&")) for link, text in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Glass mug", "Clay mug", "Last mug"]),
        ("?sort=newest", ["Last mug", "Glass mug", "Clay mug"]),
        ("?sort=price", ["Clay mug", "Glass mug", "Last mug"]),
        ("?sort=-price", ["Last mug", "Glass mug", "Clay mug"]),
        ("?sort=name", ["Clay mug", "Glass mug", "Last mug"]),
        ("?sort=relevance", ["Glass mug", "Clay mug", "Last mug"]),
        ("?sort=password", ["Glass mug", "Clay mug", "Last mug"]),
        ("?f.material=Glass", ["Glass mug"]),
        ("?f.material=Glass&f.material=Clay&sort=price", ["Clay mug", "Glass mug", "Last mug"]),
        ("?f.material=Clay&f.glaze=Rust", ["Clay mug"]),
        ("?f.material=Glass&f.glaze=Rust", []),
        ("?min=20&sort=price", ["Glass mug", "Last mug"]),
        ("?min=10&max=20,00&sort=price", ["Clay mug", "Glass mug"]),
        ("?min=abc&max=&sort=price", ["Clay mug", "Glass mug", "Last mug"]),
        ("?min=-5&max=99999999999999&sort=price", ["Clay mug", "Glass mug", "Last mug"]),
        ("?stock=1&sort=price", ["Clay mug", "Glass mug"]),
        ("?sale=1", ["Glass mug"]),
        ("?utm_source=letter&srsltid=x&material=Glass&sort=price", ["Clay mug", "Glass mug", "Last mug"]),
        ("?f.material=%00&f.=x&sort=price", ["Clay mug", "Glass mug", "Last mug"]),
        ("?page=1-99&sort=price", ["Clay mug", "Glass mug", "Last mug"]),
        ("?page=%D9%A1&sort=price", ["Clay mug", "Glass mug", "Last mug"]),
    ],
)
def test_shows_what_the_address_asks_for(query, expected, mugs, client):
    assert names(client, f"/c/mugs/{query}") == expected


def test_offers_each_filter_for_removal_and_keeps_the_others(mugs, client):
    url = "/c/mugs/?f.material=Clay&f.material=Glass&min=5&stock=1&sort=price"

    assert chips(client, url) == [
        ("Clay", "/c/mugs/?f.material=Glass&min=5.00&stock=1&sort=price"),
        ("Glass", "/c/mugs/?f.material=Clay&min=5.00&stock=1&sort=price"),
        ("From €5.00", "/c/mugs/?f.material=Clay&f.material=Glass&stock=1&sort=price"),
        ("In stock", "/c/mugs/?f.material=Clay&f.material=Glass&min=5.00&sort=price"),
    ]


def test_counts_what_a_value_would_leave(mugs, client):
    html = markup(client.get("/c/mugs/?f.material=Glass"))

    boxes = re.findall(r'name="(f\.[a-z]+)" value="(\w+)"( checked)?>.*?</span>(\d+)<span', html)
    assert boxes == [("f.material", "Clay", "", "2"), ("f.material", "Glass", " checked", "1")]


def test_says_the_result_in_one_sentence(mugs, client):
    html = markup(client.get("/c/mugs/?f.material=Clay&stock=1"))

    assert '<p id="status" class="vh" role="status">1 product, 2 filters</p>' in html
    assert '<p class="muted num" id="total">1 product</p>' in html


def test_offers_to_drop_filters_when_nothing_is_left(mugs, client):
    html = markup(client.get("/c/mugs/?f.material=Glass&f.glaze=Rust"))

    assert "No products match your filters" in html
    assert '<a class="chip" href="/c/mugs/?f.glaze=Rust">Glass<svg' in html


def test_is_found_by_search_engines_only_without_filters(mugs, client):
    plain, narrowed = (
        markup(client.get("/c/mugs/?utm_source=x")),
        markup(client.get("/c/mugs/?sale=1")),
    )

    assert '<link rel="canonical" href="http://testserver/c/mugs/">' in plain
    assert "noindex" not in plain
    assert '<meta name="robots" content="noindex, follow">' in narrowed


def test_gathers_pages_so_that_reload_and_back_keep_the_place(channel, client):
    for number in range(60):
        make_product(f"Mug {number:02}", skus=(f"M-{number}",))

    first = markup(client.get("/c/?sort=name"))
    assert names(client, "/c/?sort=name") == [f"Mug {number:02}" for number in range(24)]
    assert 'href="/c/?sort=name&amp;page=2" data-append hx-get="/c/?sort=name&amp;page=1-2"' in first
    assert 'hx-select="#grid &gt; li:nth-child(n+25)"' in first or 'hx-select="#grid > li:nth-child(n+25)"' in first
    assert "24 of 60 products" in first

    assert names(client, "/c/?sort=name&page=1-2") == [f"Mug {number:02}" for number in range(48)]
    assert names(client, "/c/?sort=name&page=2") == [f"Mug {number:02}" for number in range(24, 48)]
    last = markup(client.get("/c/?sort=name&page=1-3"))
    assert "60 of 60 products" in last
    assert "data-append" not in last
    assert "data-append" not in markup(client.get("/c/?sort=name&page=2"))
    assert re.findall(r'href="([^"]+)"(?: aria-current="page")?><span class="vh">Page', last) == [
        "/c/?sort=name",
        "/c/?sort=name&amp;page=2",
        "/c/?sort=name&amp;page=3",
    ]


def test_leaves_gaps_between_far_pages():
    ask = ListingRequest("/c/", ListingFilter(), "newest", "newest", 10, 10)
    paging = _paging(ask, Listing(["{}"] * 24, 1001, 10, 42), "1,000+")

    assert [link.number for link in paging.links] == [1, 0, 8, 9, 10, 11, 12, 0, 42]
    assert [link.number for link in paging.links if link.current] == [10]
    assert paging.shown == 240


def test_lists_no_more_values_than_anybody_reads_but_always_the_chosen_one(channel, client):
    for number in range(60):
        make_product(f"Mug {number}", skus=(f"M-{number}",), vendor=f"Maker {number:02}")

    html = markup(client.get("/c/?f.brand=Maker+59"))

    values = re.findall(r'name="f.brand" value="([^"]+)"', html)
    assert len(values) == 41
    assert values[-1] == "Maker 59"


def test_keeps_rare_values_and_rare_facets_behind_a_disclosure(channel, client):
    for number in range(11):
        make_product(f"Mug {number}", skus=(f"M-{number}",), vendor=f"Maker {number}")
    make_product("Mug x", skus=("MX",), vendor="Maker 3")

    html = markup(client.get("/c/"))
    chosen = markup(client.get("/c/?f.brand=Maker+9"))

    def shown(text):
        return re.findall(r'value="(Maker \d+)"', text.split("more</summary>")[0])

    assert shown(html) == [f"Maker {number}" for number in (0, 1, 2, 3, 4, 5, 6, 10)]
    assert shown(chosen) == shown(html)
    assert '<details id="more-f.brand" open>' in chosen


def test_shows_what_the_choice_leaves_nothing_of_in_its_place(channel, client):
    make_product("Clay mug", skus=("C",), vendor="Aldo", attributes={"Material": "Clay"})
    make_product("Tin mug", skus=("T",), vendor="Berta", attributes={"Material": "Tin"})

    def boxes(html):
        found = re.findall(r'name="f\.(\w+)" value="(\w+)"([^>]*)>.*?</span>(\d+)<', html)
        return [(name, value, state.strip(), int(count)) for name, value, state, count in found]

    assert boxes(markup(client.get("/c/"))) == [
        ("brand", "Aldo", "", 1), ("brand", "Berta", "", 1), ("material", "Clay", "", 1), ("material", "Tin", "", 1)
    ]  # fmt: skip
    assert boxes(markup(client.get("/c/?f.brand=Aldo"))) == [
        ("brand", "Aldo", "checked", 1), ("brand", "Berta", "", 1),
        ("material", "Clay", "", 1), ("material", "Tin", "disabled", 0),
    ]  # fmt: skip
    assert boxes(markup(client.get("/c/?max=1"))) == [
        ("brand", "Aldo", "disabled", 0), ("brand", "Berta", "disabled", 0),
        ("material", "Clay", "disabled", 0), ("material", "Tin", "disabled", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["0", "2", "99", "1000", "9" * 30])
def test_a_page_behind_the_last_does_not_exist(page, channel, client):
    make_product("Dock mug", category=make_category("Mugs"))

    for url in ("/c/?", "/c/mugs/?", "/search/?q=mug&"):
        assert client.get(f"{url}page=1").status_code == 200
        assert client.get(f"{url}page={page}").status_code == 404
    assert client.get("/c/mugs/?f.material=Nothing").status_code == 200


def test_a_filter_with_a_name_that_nothing_can_have_is_ignored(client, channel):
    make_product()
    for url in ("/search/?q=mug&", "/c/?"):
        plain, odd = client.get(url), client.get(f"{url}f.%00=1&f.material%00=x")
        assert odd.status_code == plain.status_code == 200
        assert "Dock mug" in markup(odd)


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"f.k{number}=x" for number in range(2000)),
        "&".join(f"f.material={number}" for number in range(2000)),
        "&".join(f"f.k{number % 50}={number}" for number in range(2000)),
        "f.material=" + "x" * 50_000,
    ],
    ids=["facets", "values", "both", "long"],
)
def test_an_address_with_very_many_filters_costs_no_more_than_one_with_many(mugs, client, query):
    """300 facets took 34 seconds, 900 values were answered with 29 MB."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/c/mugs/?{query}")
    assert answer.status_code == 200
    assert len(queries) < 60
    assert sum(len(query["sql"]) for query in queries) < 100_000
    assert len(answer.content) < 300_000
