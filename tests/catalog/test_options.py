"""Values of options: what was renamed and what was replaced."""

import pytest

from shop.catalog.rules import options_key, renamed_values


@pytest.mark.parametrize(
    ("old", "new", "renamed"),
    [
        (["Rust", "Lake"], ["Terracotta", "Lake"], {"Rust": "Terracotta"}),
        (["Rust", "Lake"], ["Lake", "Rust"], {}),
        (["Rust", "Lake"], ["Lake"], {}),
        (["Rust"], ["Rust", "Lake"], {}),
        (["A", "B", "C"], ["A", "X", "C", "B"], {}),
        (["A", "B"], ["X", "Y"], {"A": "X", "B": "Y"}),
    ],
)
def test_a_value_is_renamed_only_when_it_was_overwritten_in_its_place(old, new, renamed):
    assert renamed_values(old, new) == renamed


def test_a_combination_has_one_key_whatever_the_order():
    assert options_key([12, 3]) == options_key([3, 12]) == "3,12"
