"""How texts are taken apart: accents, sizes, codes, and what somebody asks for."""

import pytest

from shop.core.folding import fold
from shop.search.spelling import best_match, distance, keys_of
from shop.search.words import all_of, any_of, as_typed, asked_for, beginning_of, code_words, read_synonyms, searchable


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Elétrico", "eletrico"), ("Straße", "strasse"), ("SMØRREBRØD", "smorrebrod"), ("Łódź", "lodz"), ("ﬁne", "fine"),
     ("Ὀδύσσεια", "οδυσσεια"), ("Æble", "aeble"), ("한국", "한국")],
)  # fmt: skip
def test_folds_case_accents_and_ligatures(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["50x90", "50 x 90", "50 X 90 cm", "50×90cm", "50 cm x 90 cm", "50,0 x 90.00"])
def test_a_size_is_one_word_however_it_is_written(text):
    assert all_of(asked_for(text)) == "('50x90':*)"
    assert "50x90" in searchable(f"Towel {text} white").split()


def test_a_measure_is_one_word_too():
    assert all_of(asked_for("lamp 20 cm")) == "('lamp' & '20cm':*)"
    assert {"20cm", "20", "cm", "1p5l"} <= set(searchable("20 cm high, holds 1,5 l").split())


def test_a_code_is_found_whole_without_marks_and_by_each_part():
    assert code_words(["HAL-RIP-1"]) == ["halrip1", "hal", "rip", "1", "rip1"]
    assert code_words(["ABC12345"]) == ["abc12345", "abc", "12345"]
    assert code_words(["0012345678905"]) == ["0012345678905", "12345678905"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("blue mug", "('blue' & 'mug')"),
        ('"blue mug" -glass', "(('blue' <-> 'mug') & !'glass')"),
        ("mug or tumbler", "('mug') | ('tumbler')"),
        ("T-shirt", "((('t' <-> 'shirt') | 'tshirt'))"),
        ("hal-rip-1", "((('hal' <-> 'rip' <-> '1') | 'halrip1':*))"),
        ("-glass", ""),
        ("or & | !", ""),
        ("it's", "((('it' <-> 's') | 'its'))"),
    ],
)
def test_reads_what_is_asked_for(text, query):
    assert all_of(asked_for(text)) == query


def test_some_of_the_words_never_bring_back_what_is_excluded():
    assert any_of(asked_for("red mug -glass")) == "('red' | 'mug') & !'glass'"


def test_synonyms_stand_in_for_words_and_for_phrases_also_in_the_plural():
    synonyms = read_synonyms([["sofa", "Couch", "settee"], ["coffee table", "side table"]])
    assert all_of(asked_for("grey sofas", synonyms)) == "('grey' & ('sofas' | 'couch' | 'settee'))"
    assert all_of(asked_for("coffee table", synonyms)) == "((('coffee' & 'table') | ('side' <-> 'table')))"


def test_what_was_asked_can_be_typed_again():
    for text in ("blue mug", '"blue mug" -glass', "mug or tumbler"):
        assert as_typed(asked_for(text)) == text


def test_words_may_be_unfinished_while_somebody_types():
    assert beginning_of("rip tum") == "'rip':* & 'tum':*"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lapm", "lamp"), ("mirorr", "mirror"), ("almp", "lamp"), ("lmp", "lamp"), ("lammp", "lamp"), ("kup", "cup"),
     ("tumbelr", "tumbler"), ("refridgerater", "refrigerator"), ("eletrcio", "eletrico"), ("acomodation", "accommodation")],
)  # fmt: skip
def test_slips_share_a_key_with_what_was_meant(typed, meant):
    assert keys_of(typed) & keys_of(meant)
    assert best_match(typed, [meant, "unrelated"]) == meant


def test_the_closest_word_wins_then_the_one_that_begins_alike():
    assert best_match("lapm", ["lamb", "lamp"]) == "lamp"
    assert best_match("cot", ["hot", "cat"]) == "cat"
    assert best_match("lamp", ["lump", "damp"]) == "lump"
    assert best_match("tumblr", ["tumble", "tumbler"]) == "tumbler"


def test_what_is_too_far_off_is_not_meant():
    assert best_match("vase", ["lamp"]) is None
    assert distance("lamp", "mirror") == 6


@pytest.mark.parametrize("word", ["a" * 24, "abcdefghijklmnopqrstuvwx", "abc"])
def test_a_word_has_few_keys(word):
    assert len(keys_of(word)) <= 30


def test_a_word_that_is_repeated_is_asked_for_once():
    assert all_of(asked_for("lamp " * 40)) == all_of(asked_for("lamp"))
    assert all_of(asked_for("lamp -lamp lamp or lamp")) == all_of(asked_for("lamp -lamp or lamp"))
