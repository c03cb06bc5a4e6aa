"""Which word was meant: the words of the catalogue that one or two slips of the finger make of what was typed. Pure.

Every known word is kept under all of its forms with up to two letters left out (`keys_of`). A misspelt word has a form
in common with the word that was meant, so the candidates are found by a few exact look-ups however many words there
are (W. Garbe, SymSpell, 2012); `distance` then tells which come close.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

SHORTEST, LONGEST = 3, 24
_PREFIX = 7  # only the beginning of a word makes keys: enough to find it, and long words stay few rows
_LONG = 7  # words of so many letters may have two slips


def may_be_misspelt(word: str) -> bool:
    """Tell whether a word is one that is corrected: letters only, neither very short nor very long."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def keys_of(word: str) -> set[str]:
    """Return the word itself and the forms of its beginning with letters left out."""
    start = word[:_PREFIX]
    depth = 2 if len(word) >= _LONG else 1
    left = {
        "".join(letter for place, letter in enumerate(start) if place not in omitted)
        for count in range(depth + 1)
        for omitted in combinations(range(len(start)), count)
    }
    return left | {word}


def best_match(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that was most likely meant, or None.

    The closest, with the same first letter if possible; of several one of which letters were only left out ("tumblr"
    is a tumbler and not to tumble), then the one of the same length.
    """
    allowed = 2 if len(word) >= _LONG else 1
    near = [
        (distance(word, other), other[0] != word[0], not _is_left_of(word, other), abs(len(other) - len(word)), other)
        for other in candidates
    ]
    best = min(near, default=None)
    return best[-1] if best and best[0] <= allowed else None


def _is_left_of(word: str, other: str) -> bool:
    """Tell whether the word is the other with letters left out."""
    letters = iter(other)
    return all(letter in letters for letter in word)


def distance(one: str, other: str) -> int:
    """Count the slips between two words: a letter wrong, missing, too many, or two swapped (optimal alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        now = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
