"""Cards and pictures from snapshots."""

from __future__ import annotations

from typing import Any

import pytest

from shop.storefront.presenters import Badge, Source, Swatch, card_of, picture_of

IMAGE = {"path": "p/ab/abcd", "alt": "A mug", "width": 1280, "height": 1600, "widths": [320, 640, 1280], "tint": 5}


def snapshot(**changes: Any) -> dict[str, Any]:
    base = {
        "id": 1, "category": None, "slug": "mug", "name": "Mug", "currency": "EUR", "price_minor": 1900, "price_max_minor": 1900,
        "compare_at_minor": None, "in_stock": True, "tags": [], "images": [IMAGE], "swatches": [],
        "variants": [{"in_stock": True, "status": "in_stock"}],
    }  # fmt: skip
    return base | changes


@pytest.mark.parametrize(
    ("changes", "badge"),
    [
        ({}, None),
        ({"tags": ["new"]}, Badge("new", "New")),
        ({"compare_at_minor": 2500, "tags": ["new"]}, Badge("sale", "−24%")),
        ({"compare_at_minor": 1901}, Badge("sale", "Sale")),
        ({"compare_at_minor": 2500, "in_stock": False}, Badge("out", "Sold out")),
    ],
)
def test_has_one_badge_at_most(changes, badge):
    assert card_of(snapshot(**changes), locale="en_IE").badge == badge


def test_says_from_when_variants_cost_more():
    assert card_of(snapshot(), locale="en_IE").price == "€19.00"
    assert card_of(snapshot(price_max_minor=2900), locale="en_IE").price == "from €19.00"
    assert card_of(snapshot(), locale="de_DE").price == "19,00\xa0€"


def test_shows_five_swatches_and_counts_the_others():
    card = card_of(snapshot(swatches=[[f"c{n}", "#112233"] for n in range(7)]), locale="en_IE")

    assert card.swatches == [Swatch(f"c{n}", "#112233") for n in range(5)]
    assert card.more_swatches == 2


def test_offers_every_rendition_up_to_the_largest_asked_for():
    picture = picture_of(IMAGE, largest=640)

    assert picture.url == "/media/p/ab/abcd/640.jpg"
    assert picture.sources == (
        Source("image/avif", "/media/p/ab/abcd/320.avif 320w, /media/p/ab/abcd/640.avif 640w"),
        Source("image/webp", "/media/p/ab/abcd/320.webp 320w, /media/p/ab/abcd/640.webp 640w"),
    )
    assert (picture.width, picture.height, picture.alt, picture.tint) == (1280, 1600, "A mug", 5)


def test_copes_with_small_and_missing_pictures():
    assert picture_of({**IMAGE, "widths": [900]}, largest=640).url == "/media/p/ab/abcd/900.jpg"
    assert picture_of({**IMAGE, "widths": [200]}).url == "/media/p/ab/abcd/200.jpg"
    assert card_of(snapshot(images=[]), locale="en_IE").picture is None
