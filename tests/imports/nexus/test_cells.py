"""Texts and lists come back from a cell as they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shop.core.spreadsheets import mark_text, unmark_text
from shop.imports.nexus import read_list, write_list


@given(st.one_of(st.text(), st.text(alphabet="=+-@' \t\rab1")))
def test_a_text_comes_back_from_a_spreadsheet_cell_as_it_was(text):
    cell = mark_text(text)
    assert unmark_text(cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@given(st.lists(st.text(alphabet=st.sampled_from("ab,>\"' -=\n"), min_size=1), max_size=4), st.sampled_from(",>"))
def test_a_list_comes_back_from_a_cell_as_it_was(items, between):
    assert read_list(write_list(items, between=between), between=between) == tuple(items)
