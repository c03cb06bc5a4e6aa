"""A small shop with real pictures for whole journeys in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from shop.catalog.images import store_image
from shop.catalog.models import Media, Product
from shop.channels.models import Channel, ContentPage
from tests.factories.catalog import make_category, make_product
from tests.factories.shop import make_channel


@pytest.fixture(autouse=True)
def halden(transactional_db) -> Channel:
    """Sells two mugs, a bowl, a lamp that is sold out, and enough spoons for a second page."""
    channel = make_channel()
    channel.tagline, channel.announcement = "Made to be used every day", "Free delivery from €60"
    channel.hero_text, channel.hero_link = "A table for every morning.", "/c/table/"
    channel.save()
    _write_pages()
    table, light = make_category("Table"), make_category("Light")
    mugs = make_category("Mugs", parent=table)
    clay = {"Material": "Clay"}
    make_product(
        "Dock mug", skus=("RUST", "SAND"), category=mugs, vendor="Tresvale", attributes=clay, tags=["new"],
        description="<p>A mug with a wide foot, so that it stands on any table.</p>",
    )  # fmt: skip
    make_product("Glass mug", skus=("GLASS",), price_minor=900, category=mugs, attributes={"Material": "Glass"})
    make_product("Field bowl", skus=("BOWL",), price_minor=2450, compare_at_minor=3000, category=table, attributes=clay)
    make_product("Reading lamp", skus=("LAMP",), price_minor=12900, stock=0, category=light)
    make_product("Tin spoon", skus=("SPOON",), price_minor=350, stock=2, category=table, attributes={"Material": "Tin"})
    for number, product in enumerate(Product.objects.order_by("pk")):
        _add_pictures(product, ["#c65f43", "#d9c7a3"] if number == 0 else ["#7a8f7b"])
    return channel


def _add_pictures(product: Product, colours: list[str]) -> None:
    for position, colour in enumerate(colours):
        stored = store_image(source=Image.new("RGB", (64, 64), colour), root=Path(settings.MEDIA_ROOT), quick=True)
        Media.objects.create(
            product=product, path=stored.path, width=stored.width, height=stored.height, widths=list(stored.widths),
            tint=stored.tint, alt=f"{product.name}, view {position + 1}", position=position,
        )  # fmt: skip


def _write_pages() -> None:
    ContentPage.objects.create(kind="help", slug="returns", title="Returns", body="## How\n\nWithin **30 days**.")
    for slug in ("terms", "withdrawal", "privacy"):
        ContentPage.objects.create(kind="legal", slug=slug, title=slug.title(), body="## One\n\nA text.\n\n- A point")


@pytest.fixture(params=[pytest.param(on, marks=pytest.mark.drawn) for on in (True, False)], ids=["js", "no-js"])
def script(request) -> bool:
    """Whether JavaScript is on: for each journey one of both is drawn."""
    return request.param
