"""The first page: hero, categories, what is new and what sells."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from shop.catalog.models import Category, Media
from shop.search.steps import refresh_documents
from tests.factories.catalog import make_category, make_product
from tests.pages import markup

STORED = {"path": "p/ab/hero", "width": 1280, "height": 720, "widths": [640, 1280], "tint": 12, "alt": "A table"}


@pytest.fixture
def catalogue(channel):
    """Kitchen and Table, a pictured mug in each; the older mug is the bestseller."""
    for name, tags in (("Kitchen", ["bestseller"]), ("Table", ["new"])):
        mug = make_product(f"{name} mug", skus=(name,), category=make_category(name), tags=tags)
        Media.objects.create(product=mug, path=f"p/ab/{name}", width=960, height=1200, widths=[640, 960], tint=3)
        with transaction.atomic():
            refresh_documents(product_ids=[mug.pk])
    return channel


def home(client):
    return markup(client.get("/"))


def test_shows_the_shops_own_hero_first(catalogue, client):
    catalogue.tagline, catalogue.hero_text, catalogue.hero_link = "Made to last", "By hand.", "/c/table/"
    catalogue.hero_picture = STORED
    catalogue.save()

    html = home(client)

    assert '<h1 id="hero">Made to last</h1>' in html
    assert '<p class="lead">By hand.</p>' in html
    assert 'class="btn btn-light" href="/c/table/"' in html
    assert "/media/p/ab/hero/1280.avif 1280w" in html
    assert 'width="1280" height="720" alt="A table" fetchpriority="high"' in html
    assert html.count('fetchpriority="high"') == 1
    assert "hero-pictures" not in html


def test_makes_a_hero_of_bestsellers_when_there_is_none(catalogue, client):
    html = home(client)

    assert '<h1 id="hero">Halden</h1>' in html
    pictures = html.split('<div class="hero-pictures">')[1].split("</section>")[0]
    assert re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">', pictures) == [
        ("/p/kitchen-mug/", "Kitchen mug"),
        ("/p/table-mug/", "Table mug"),
    ]
    assert html.count('fetchpriority="high"') == 1


def test_leads_to_every_top_category_by_its_own_picture_or_that_of_a_product(catalogue, client):
    kitchen = Category.objects.get(slug="kitchen")
    kitchen.picture = {key: value for key, value in STORED.items() if key != "alt"}
    kitchen.save()
    make_category("Mugs", parent=kitchen)

    tiles = home(client).split('<ul class="tiles">')[1].split("</ul>")[0]

    found = re.findall(r'<a href="([^"]+)">.*?<img src="([^"]+)".*?tile-name">(\w+)<', tiles, re.DOTALL)
    assert found == [
        ("/c/kitchen/", "/media/p/ab/hero/640.jpg", "Kitchen"),
        ("/c/table/", "/media/p/ab/Table/640.jpg", "Table"),
    ]


def test_shows_what_is_new_and_says_when_it_comes(catalogue, client):
    newest = home(client).split('id="newest"')[1].split("</section>")[0]

    assert re.findall(r"<h3><a href=\"[^\"]+\">([^<]+)", newest) == ["Table mug", "Kitchen mug"]
    assert "Free delivery from €60.00" in home(client)
