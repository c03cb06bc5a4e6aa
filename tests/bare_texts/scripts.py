"""Bare texts of scripts: words that reach the page from a literal instead of from the markup that was translated."""

from __future__ import annotations

import re

_KEYS = {"Backspace", "Delete", "End", "Enter", "Escape", "Home", "PageDown", "PageUp", "Space", "Tab"}  # of keyboards
_PIECE = re.compile(
    r"""(?P<comment>/\*.*?\*/|(?<!:)//[^\n]*)|(?P<literal>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""",
    re.DOTALL,
)
_SHOWN = re.compile(
    r"(?:\.(?:textContent|innerText|title|alt|placeholder|ariaLabel|ariaDescription)\s*[+]?=(?!=)"
    r"|\b(?:alert|confirm|append|prepend|setCustomValidity)\()[^;]*\Z"
)
_WORDS = re.compile(r"[A-Z][a-z]+(?:[ ,.…!?:].*)?\Z", re.DOTALL)


def bare_texts(source: str) -> list[tuple[int, str]]:
    """Return the line and the text of each literal that is shown, or reads like a sentence or a name of something."""
    found = []
    for piece in _PIECE.finditer(source):
        if not (literal := piece["literal"]):
            continue
        if source[: piece.start()].endswith(("$(", "$$(")):  # a selector
            continue
        text = re.sub(r"\$\{[^}]*\}", "", literal[1:-1])
        shown = _SHOWN.search(source[max(0, piece.start() - 300) : piece.start()])
        if (shown and re.search(r"[A-Za-z]{2}", text)) or (_WORDS.match(text) and text not in _KEYS):
            found.append((source.count("\n", 0, piece.start()) + 1, literal))
    return found
