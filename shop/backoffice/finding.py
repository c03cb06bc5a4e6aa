"""How staff find things: every word must be somewhere about the thing, in any order, each found by an index.

A source is a question by one index that answers ids, such as "orders with this phone number". Each word is looked up in
all sources at once, a bounded number of ids each; what the rarest word finds is then checked for the other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

FEW = 1000
MAX_WORDS = 6

# Of a word: (name of the id's column, rows that have the word).
Sources = Callable[[str], Iterable[tuple[str, QuerySet[Any]]]]


def find_ids(text: str, sources: Sources) -> list[int]:
    """Return the ids of what has every word of the text, or the text as one word ("JJD 0003 21" is a number, too).

    Where each word is in more than FEW of them, the newest FEW of each word are looked at.
    """
    words = list(dict.fromkeys(text.split()))[:MAX_WORDS]
    if not words:
        return []
    found = _with_all(words, sources)
    if not found and len(words) > 1 and any(letter.isdigit() for letter in text):
        found = _ids("".join(words), sources, None)
    return sorted(found, reverse=True)


def _with_all(words: Sequence[str], sources: Sources) -> set[int]:
    """Begin with the word that the fewest have; the others are asked about these only.

    A word that nothing can be asked for, such as an initial, says nothing beside others.
    """
    sets = {word: _ids(word, sources, None) for word in words if any(True for _ in sources(word))}
    if not sets:
        return set()
    first, *others = sorted(sets, key=lambda word: len(sets[word]))
    found = sets[first] if len(sets[first]) <= FEW else _newest(first, sources)
    for word in others:
        if not found:
            break
        found &= sets[word] if len(sets[word]) <= FEW else _ids(word, sources, found)
    return found


def _ids(word: str, sources: Sources, among: Collection[int] | None) -> set[int]:
    parts = []
    for column, rows in sources(word):
        asked = rows.order_by() if among is None else rows.filter(**{f"{column}__in": among}).order_by()
        parts.append(asked.values_list(column, flat=True)[: FEW + 1])
    return _union(parts)


def _newest(word: str, sources: Sources) -> set[int]:
    parts = [rows.order_by(f"-{column}").values_list(column, flat=True)[:FEW] for column, rows in sources(word)]
    return _union(parts)


def _union(parts: Sequence[QuerySet[Any, Any]]) -> set[int]:
    if not parts:
        return set()
    rows = parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]
    return {row for row in rows if row is not None}


def digits_of(word: str) -> str:
    """Return the digits of a phone number without what stands for the country or its zero; nothing if it is none."""
    if not re.fullmatch(r"[+(]?[\d()/.\-–]+", word):
        return ""
    digits = re.sub(r"\(0\)|\D", "", word).lstrip("0")
    return digits if len(digits) >= 5 else ""
