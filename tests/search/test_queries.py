"""Lists, filters, search and suggestions."""

import pytest

from shop.search import facets, queries, shapes, sql
from shop.search.models import Synonym
from shop.search.queries import list_products, suggest
from shop.search.rules import ListingFilter
from tests.factories.catalog import make_category, make_product

pytestmark = pytest.mark.django_db


def names(**where):
    sort = where.pop("sort", "name")
    return [data["name"] for data in list_products(where=ListingFilter(**where), sort=sort).products]


def facets_of(**where):
    return list_products(where=ListingFilter(**where), with_facets=True).facets


@pytest.fixture
def shelf(channel):
    table = make_category("Table")
    cups = make_category("Cups", parent=table)
    make_product(
        "Ripple tumbler", skus=["RUST", "SAND"], price_minor=2400, category=cups, attributes={"Material": "Clay"}
    )
    make_product(
        "Tall glass", skus=["GLASS"], price_minor=1200, stock=0, category=cups, attributes={"Material": "Glass"}
    )
    make_product("Linen cloth", skus=["LINEN"], price_minor=5000, compare_at_minor=6000, category=table)
    make_product("Lamp", skus=["LAMP"], price_minor=9900, tags=["bestseller"], description="<p>Fits a tumbler.</p>")
    return table, cups


def test_a_category_holds_everything_below_it(shelf):
    table, cups = shelf
    assert names(category_id=table.pk) == ["Linen cloth", "Ripple tumbler", "Tall glass"]
    assert names(category_id=cups.pk) == ["Ripple tumbler", "Tall glass"]


def test_filters_narrow_together(shelf):
    assert names(in_stock=True) == ["Lamp", "Linen cloth", "Ripple tumbler"]
    assert names(on_sale=True) == ["Linen cloth"]
    assert names(min_price_minor=1200, max_price_minor=2400) == ["Ripple tumbler", "Tall glass"]
    assert names(facets={"material": ("Clay", "Glass")}) == ["Ripple tumbler", "Tall glass"]
    assert names(facets={"material": ("Clay", "Glass"), "glaze": ("Rust",)}) == ["Ripple tumbler"]


def test_sorts(shelf):
    assert names(sort="price") == ["Tall glass", "Ripple tumbler", "Linen cloth", "Lamp"]
    assert names(sort="-price") == ["Lamp", "Linen cloth", "Ripple tumbler", "Tall glass"]
    assert names(sort="newest") == ["Lamp", "Linen cloth", "Tall glass", "Ripple tumbler"]
    assert names(sort="bestselling") == ["Lamp", "Linen cloth", "Ripple tumbler", "Tall glass"]


def test_search_knows_word_forms_ranks_names_first_and_finds_skus(shelf):
    assert names(text="tumblers", sort="relevance") == ["Ripple tumbler", "Lamp"]
    assert names(text="LINEN", sort="relevance") == ["Linen cloth"]
    assert names(text="clay", sort="relevance") == ["Ripple tumbler"]
    assert names(text="zebra", sort="relevance") == []


def test_a_misspelling_is_tried_again_and_said(shelf):
    listing = list_products(where=ListingFilter(text="tumbelr"), sort="relevance")
    assert [data["name"] for data in listing.products] == ["Ripple tumbler", "Lamp"]
    assert (listing.understood.corrected, listing.understood.is_relaxed) == ("tumbler", False)


def test_counts_of_a_facet_ignore_its_own_choice_but_no_other(shelf):
    table, _ = shelf
    facets = {
        facet.key: {value.value: (value.count, value.selected) for value in facet.values}
        for facet in facets_of(category_id=table.pk, facets={"material": ("Clay",)})
    }
    assert facets["material"] == {"Clay": (1, True), "Glass": (1, False)}
    assert facets["glaze"] == {"Rust": (1, False), "Sand": (1, False)}


@pytest.mark.parametrize("text", ["tum", "Rip", "tumbelr"])
def test_suggestions_for_unfinished_and_misspelled_words(shelf, text):
    assert suggest(text=text)[0]["name"] in ("Ripple tumbler", "Lamp")
    assert "Ripple tumbler" in [data["name"] for data in suggest(text=text)]


def test_suggestions_know_the_words_that_mean_the_same(shelf):
    assert suggest(text="beaker") == []
    Synonym.objects.create(words=["beaker", "tumbler"])
    assert "Ripple tumbler" in [data["name"] for data in suggest(text="beaker")]


@pytest.mark.parametrize("text", ["", "  ", "&|!():*'", "a" * 500, "\\", "%", "<->"])
def test_odd_texts_are_no_errors(shelf, text):
    suggest(text=text)
    list_products(where=ListingFilter(text=text), sort="relevance")


def test_pages_are_bounded(shelf):
    listing = list_products(where=ListingFilter(), sort="name", page=99, page_size=3)
    assert (listing.page, listing.pages, listing.total, len(listing.products)) == (2, 2, 4, 1)


@pytest.fixture
def count_to_two(monkeypatch):
    """Nobody counts beyond 2 products and one more."""
    for module in (facets, queries, shapes, sql):
        monkeypatch.setattr(module, "ENOUGH", 3)
    monkeypatch.setattr(queries, "COUNT_LIMIT", 2)
    for statement in (sql._listing, sql._list_behind):
        statement.cache_clear()
    yield
    for statement in (sql._listing, sql._list_behind):
        statement.cache_clear()


def test_large_counts_are_capped_and_are_the_same_for_each_order(shelf, count_to_two):
    found = [list_products(where=ListingFilter(), sort=sort, with_facets=True) for sort in ("name", "price", "newest")]
    assert [listing.total for listing in found] == [3, 3, 3]
    assert [facet.has_more for facet in found[0].facets] == [True] * len(found[0].facets)
    assert found[0].facets == found[1].facets == found[2].facets
    assert [len(listing.products) for listing in found] == [4, 4, 4]


def test_suggestions_name_what_is_called_so_before_what_mentions_it(shelf):
    assert [data["name"] for data in suggest(text="tumb")] == ["Ripple tumbler", "Lamp"]


def test_words_of_a_description_are_found_one_by_one(channel):
    make_product("Shirt", description="<ul><li>Cotton</li><li>Indigo</li></ul><p>Salt&nbsp;washed &amp; soft</p>")
    for text in ("cotton", "indigo", '"salt washed"'):
        assert names(text=text) == ["Shirt"], text
    assert names(text="nbsp") == []
