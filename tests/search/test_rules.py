"""How a listing is asked for: its order, its language, and what it narrows."""

import pytest

from shop.search.rules import facet, facet_label, language_of, usual_sort


@pytest.mark.parametrize(("text", "sort"), [("", "newest"), ("  ", "newest"), ("mug", "relevance")])
def test_who_searches_sees_the_best_first_and_others_the_newest(text, sort):
    assert usual_sort(text) == sort


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de_DE", "german"), ("DE", "german"), ("en_IE", "english"), ("ja_JP", "simple"), ("", "simple")],
)
def test_a_locale_has_the_word_forms_of_its_language(locale, language):
    assert language_of(locale) == language


def test_a_fact_is_stored_under_its_name_in_addresses_and_no_longer_than_its_column():
    assert (facet("Made in", "Portugal"), facet_label("made-in")) == ("made-in=Portugal", "Made in")
    assert facet("Material", "x" * 191) == "material=" + "x" * 191
    assert facet("Material", "x" * 192) == "material=" + "x" * 191
