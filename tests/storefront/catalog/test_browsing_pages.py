"""Home, listings, product and text pages: the same bytes for everybody, few queries, nothing personal."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.catalog.models import Media
from shop.channels.models import ContentPage
from shop.search.operations import rebuild
from tests.factories.catalog import make_category, make_product
from tests.pages import markup

CACHEABLE = "public, max-age=0, s-maxage=30, stale-while-revalidate=20"


@pytest.fixture
def catalogue(channel):
    """Kitchen › Mugs with 26 mugs, one of them in two glazes; a help and a legal page."""
    kitchen = make_category("Kitchen")
    mugs = make_category("Mugs", parent=kitchen)
    make_product("Dock mug", skus=("RUST", "SAND"), category=mugs, vendor="Tresvale", attributes={"Material": "Clay"})
    for number in range(25):
        make_product(f"Plain mug {number}", skus=(f"PLAIN-{number}",), category=mugs)
    ContentPage.objects.create(kind="help", slug="returns", title="Returns", body="Within **30 days**.")
    ContentPage.objects.create(kind="legal", slug="terms", title="Terms", body="Be kind.")
    return mugs


PAGES = [
    "/",
    "/c/",
    "/c/kitchen/",
    "/c/kitchen/mugs/?f.glaze=Rust&sort=price",
    "/c/?page=2",
    "/search/",
    "/search/?q=mug",
    "/p/dock-mug/",
    "/p/dock-mug/?v=SAND",
    "/help/returns/",
    "/legal/terms/",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-products.xml",
]


@pytest.mark.parametrize("url", PAGES)
def test_is_cacheable_and_the_same_for_everybody(url, catalogue, shopper):
    member = Client()
    member.force_login(shopper)

    guest_answer, member_answer = Client().get(url), member.get(url)

    assert guest_answer.status_code == 200
    assert guest_answer.content == member_answer.content
    for answer in (guest_answer, member_answer):
        assert answer["Cache-Control"] == CACHEABLE
        assert "Set-Cookie" not in answer
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
    assert Client().get(url, headers={"HX-Request": "true"}).content == guest_answer.content, "htmx gets all of it, too"
    if not url.endswith((".txt", ".xml")):
        carries_no_token_and_keeps_the_content_security_policy(markup(guest_answer))


def carries_no_token_and_keeps_the_content_security_policy(html: str) -> None:
    assert "csrfmiddlewaretoken" not in html
    assert re.findall(r"\sstyle=", html) == []
    assert re.findall(r"\shx-on", html) == []
    assert re.findall(r"<script(?![^>]* src=)(?! type=\"application/ld\+json\")", html) == []
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    ("url", "most"),
    [("/", 8), ("/c/kitchen/", 6), ("/c/kitchen/?f.glaze=Rust&f.material=Clay&min=1&stock=1", 7), ("/p/dock-mug/", 9),
     ("/search/?q=mug", 7), ("/search/?q=mgu", 9), ("/help/returns/", 4)],
)  # fmt: skip
def test_asks_the_database_as_little_for_twenty_products_as_for_one(url, most, channel, client):
    mugs = make_category("Mugs", parent=make_category("Kitchen"))
    ContentPage.objects.create(kind="help", slug="returns", title="Returns", body="Within 30 days.")
    make_product("Dock mug", skus=("RUST", "SAND"), category=mugs, attributes={"Material": "Clay"})
    with CaptureQueriesContext(connection) as one:
        assert client.get(url).status_code == 200
    for number in range(19):
        make_product(f"Plain mug {number}", skus=(f"PLAIN-{number}",), category=mugs)
    with CaptureQueriesContext(connection) as twenty:
        assert client.get(url).status_code == 200

    assert len(one) == len(twenty)
    assert len(twenty) <= most


def test_refuses_writes(catalogue, client):
    for url in ("/", "/c/", "/p/dock-mug/", "/search/"):
        assert client.post(url).status_code == 405, url


def test_answers_404_with_a_way_back(catalogue, client):
    for url in ("/c/nothing/", "/c/mugs/", "/p/nothing/", "/help/terms/", "/legal/nothing/", "/nothing/"):
        answer = client.get(url)

        assert (answer.status_code, answer["Cache-Control"]) == (404, "private, no-cache"), url
        assert '<a class="chip" href="/c/kitchen/">Kitchen</a>' in markup(answer)


def test_works_before_the_shop_is_set_up(db, client):
    assert client.get("/").status_code == 200
    assert client.get("/c/").status_code == 200
    assert client.get("/nothing/").status_code == 404


def test_shows_markdown_but_never_the_html_inside_it(channel, client):
    ContentPage.objects.create(
        kind="help", slug="x", title="X", body="**bold** <script>alert(1)</script> [a](javascript:alert(1))"
    )

    html = markup(client.get("/help/x/"))

    assert "<strong>bold</strong> &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'href="javascript' not in html


def test_hides_an_unpublished_page(channel, client):
    ContentPage.objects.create(kind="help", slug="x", title="X", body="x", is_published=False)

    assert client.get("/help/x/").status_code == 404


def test_lists_what_is_sold_in_the_sitemap(catalogue, client):
    make_product("Secret mug", skus=("SECRET",), status="draft")

    index = markup(client.get("/sitemap.xml"))
    products = markup(client.get("/sitemap-products.xml"))

    assert "<loc>http://testserver/sitemap-products.xml</loc>" in index
    assert products.count("<loc>") == 26
    assert "<loc>http://testserver/p/dock-mug/</loc>" in products
    assert "secret" not in products
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_large_sitemaps_come_in_parts_that_are_neither_counted_nor_skipped(catalogue, client, monkeypatch):
    monkeypatch.setattr("shop.storefront.views.content.PART", 10)
    with CaptureQueriesContext(connection) as captured:
        index = markup(client.get("/sitemap.xml"))
        numbers = re.findall(r"<loc>http://testserver/sitemap-products.xml(\?p=\d+)?</loc>", index)
        parts = [markup(client.get(f"/sitemap-products.xml{number}")) for number in numbers]
        asked = [query["sql"] for query in captured.captured_queries if '"catalog_product"' in query["sql"]]

    addresses = [address for part in parts for address in re.findall("<loc>(.*?)</loc>", part)]
    assert len(numbers) in (3, 4)  # as the keys fall
    assert max(part.count("<loc>") for part in parts) <= 10
    assert len(addresses) == len(set(addresses)) == 26
    assert client.get(f"/sitemap-products.xml?p={len(numbers) + 1}").status_code == 404
    assert not [sql for sql in asked if "COUNT" in sql or "OFFSET" in sql or "MAX" in sql]


def test_tells_where_to_report_a_weakness(channel, client):
    channel.support_email = ""
    channel.save()
    assert client.get("/.well-known/security.txt").status_code == 404
    channel.support_email = "help@shop.example"
    channel.save()

    answer = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:help@shop.example"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    left = datetime.fromisoformat(lines["Expires"]) - timezone.now()
    assert timedelta(days=150) < left < timedelta(days=184)  # in the future, and less than the year that the RFC allows


def test_has_an_icon_where_crawlers_look(channel, client):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert re.fullmatch(r"/static/icons/favicon(\.\w+)?\.ico", answer["Location"])


def test_the_first_row_of_pictures_is_not_lazy(channel, client):
    for number in range(6):
        product = make_product(f"Mug {number}", skus=(f"M-{number}",))
        Media.objects.create(product=product, path=f"p/{number}", width=960, height=1200, widths=[640, 960])
    rebuild()

    html = markup(client.get("/c/")).split('id="grid"')[1]
    assert re.findall(r'(fetchpriority="high"|loading="lazy")', html) == 4 * ['fetchpriority="high"'] + 2 * [
        'loading="lazy"'
    ]
