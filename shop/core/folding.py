"""Texts as they are compared by search: without case, accents and ligatures, the same for what is stored and asked."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart (UCD, UnicodeData.txt has no decomposition for them).
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the text folded: "Elétrico" becomes "eletrico", "Straße" "strasse"; what is no letter stays."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return unicodedata.normalize("NFC", "".join(one for one in apart if not unicodedata.combining(one)))


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text: runs of letters and digits."""
    return _WORD.findall(folded)
