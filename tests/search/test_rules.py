"""How a listing is asked for: its order, its language, and what it narrows."""

import pytest

from shop.search.rules import ListingFilter, TextQuery, facet, facet_label, language_of, usual_sort


@pytest.mark.parametrize(("text", "sort"), [("", "newest"), ("  ", "newest"), ("mug", "relevance")])
def test_who_searches_sees_the_best_first_and_others_the_newest(text, sort):
    assert usual_sort(text) == sort


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de_DE", "german"), ("DE", "german"), ("en_IE", "english"), ("ja_JP", "simple"), ("", "simple")],
)
def test_a_locale_has_the_word_forms_of_its_language(locale, language):
    assert language_of(locale) == language


UNDERSTOOD = TextQuery("mug", "english")


@pytest.mark.parametrize(
    ("asked", "is_narrow", "may_be_rare", "is_text_only"),
    [
        ({}, False, False, False),
        ({"in_stock": True}, True, False, False),
        ({"on_sale": True}, True, True, False),
        ({"category_id": 1}, True, True, False),
        ({"min_price_minor": 0}, True, True, False),
        ({"facets": {"made-in": ("Portugal",)}}, True, True, False),
        ({"text": "mug"}, True, True, False),
        ({"text": "mug", "understood": UNDERSTOOD}, True, True, True),
        ({"text": "mug", "understood": UNDERSTOOD, "in_stock": True}, True, True, False),
    ],
)
def test_what_a_filter_narrows(asked, is_narrow, may_be_rare, is_text_only):
    wanted = ListingFilter(**asked)
    assert (wanted.is_narrow, wanted.may_be_rare, wanted.is_text_only) == (is_narrow, may_be_rare, is_text_only)


def test_a_fact_is_stored_under_its_name_in_addresses_and_no_longer_than_its_column():
    assert (facet("Made in", "Portugal"), facet_label("made-in")) == ("made-in=Portugal", "Made in")
    assert facet("Material", "x" * 191) == "material=" + "x" * 191
    assert facet("Material", "x" * 192) == "material=" + "x" * 191
