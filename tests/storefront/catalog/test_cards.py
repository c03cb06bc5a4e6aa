"""Cards are made once for each state of a product, language and chosen variant, and are never those of another."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from shop.storefront import cards
from shop.storefront.cards import cards_of
from tests.storefront.catalog.test_presenters import snapshot


def variant(sku, glaze, *, in_stock=True):
    return {"sku": sku, "options": [["Glaze", glaze]], "in_stock": in_stock, "status": "in_stock", "picture": None}


MUG = snapshot(variants=[variant("RUST", "Rust"), variant("SAND", "Sand")])


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(cards, "_kept", {})


def card(product, **asked):
    return cards_of([json.dumps(product)], **{"locale": "en_IE"} | asked)[0]


def test_the_same_card_is_made_once():
    assert card(MUG) is card(dict(MUG))
    assert card(MUG).html is card(MUG).html
    assert 'loading="lazy"' in card(MUG).html
    assert 'fetchpriority="high"' in card(MUG).eager_html


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"name": "Cup"}, ">Cup</a>"),
        ({"price_minor": 1800, "price_max_minor": 1800}, "€18.00"),
        ({"in_stock": False}, "Sold out"),
        ({"images": []}, "sprite.svg"),
        ({"variants": [variant("RUST", "Rust") | {"status": "preorder"}]}, "Pre-order"),
    ],
)
def test_a_product_that_changed_has_another_card(changes, text):
    assert text not in card(MUG).html
    assert text in card(MUG | changes).html


def test_each_locale_and_each_language_has_its_own():
    assert "€19.00" in card(MUG).html
    assert "19,00\xa0€" in card(MUG, locale="de_DE").html
    with translation.override("de"):
        german = card(MUG)
    assert german is not card(MUG)


def test_a_chosen_variant_has_its_own():
    assert card(MUG).url == "/p/mug/"
    assert card(MUG, chosen={"glaze": ("Sand",)}).url == "/p/mug/?v=SAND"
    assert card(MUG, chosen={"glaze": ("Rust",)}).url == "/p/mug/?v=RUST"
    assert card(MUG, chosen={"material": ("Clay",)}) is card(MUG)


def test_those_that_came_first_are_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(cards, "KEPT", 2)
    first = card(MUG)
    second, third = (card(MUG | {"name": name}) for name in ("Cup", "Bowl"))

    assert card(MUG | {"name": "Bowl"}) is third
    assert card(MUG | {"name": "Cup"}) is second
    assert card(MUG) is not first
    assert len(cards._kept) == 2
