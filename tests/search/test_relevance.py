"""How well search finds what is meant, over 200 questions about 120 products of the sample shop (`relevance.txt`).

The figures are the mean of 1 / place of the first product that is meant (0 where it is not among the first ten), and
the share of questions that have it among the first three. Whoever raises them raises the floors below, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.core.actor import SYSTEM, By
from shop.demo.catalogue import products
from shop.imports.operations import import_products
from shop.search.models import Synonym
from shop.search.queries import list_products
from shop.search.rules import ListingFilter

pytestmark = pytest.mark.django_db

SYNONYMS = [
    ["frying pan", "skillet"], ["napkin", "serviette"], ["jug", "pitcher"], ["carafe", "decanter"], ["snips", "shears"],
    ["blanket", "throw"], ["casserole", "dutch oven"], ["broom", "besom"], ["cushion", "pillow"],
    ["notebook", "journal"], ["apron", "pinafore"],
]  # fmt: skip
LEAST = {"mean reciprocal rank": 0.985, "among the first three": 0.99}


def asked():
    """Yield (what is asked for, names of which one is meant)."""
    for line in Path(__file__).with_name("relevance.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            text, _, meant = line.partition(" = ")
            yield text, {name.strip() for name in meant.split("|")}


def place_of(text, meant):
    found = list_products(where=ListingFilter(text=text), sort="relevance", page_size=10).products
    return next((place for place, data in enumerate(found, 1) if data["name"] in meant), None)


def test_finds_what_is_meant(channel, now):
    import_products(records=products(120), currency="EUR", by=By(SYSTEM, now))
    Synonym.objects.bulk_create(Synonym(words=words) for words in SYNONYMS)
    places = {text: place_of(text, meant) for text, meant in asked()}
    figures = {
        "mean reciprocal rank": sum(1 / place for place in places.values() if place) / len(places),
        "among the first three": sum(1 for place in places.values() if place and place <= 3) / len(places),
    }

    later = {text: place for text, place in places.items() if place != 1}
    assert len(places) == 200
    assert {name: figure for name, figure in figures.items() if figure < LEAST[name]} == {}, (figures, later)


def test_asks_only_for_what_there_is():
    names = {record.name for record in products(120)}
    assert [name for _, meant in asked() for name in meant if name not in names] == []
