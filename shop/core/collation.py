"""The order in which people of a language expect names (docs/adr/0019): keys that sort by code point, everywhere.

A key compares letters first, then accents, then case; numbers in a name count as numbers. Letters that are letters of
their own in a language (å in Swedish, ñ in Spanish) stand where its dictionaries have them, all others at their base.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .folding import fold

# Language: its alphabet's own letters as "after>letters", in the order of CLDR's collation charts; "å/aa" are two
# spellings of one letter.
_TAILORED = {
    "bs hr": "c>č ć|d>dž đ|l>lj|n>nj|s>š|z>ž",
    "cs": "c>č|h>ch|r>ř|s>š|z>ž",
    "cy": "c>ch|d>dd|f>ff|g>ng|l>ll|p>ph|r>rh|t>th",
    "da nb nn no": "z>æ ø å/aa",
    "es": "n>ñ",
    "et": "s>š|z>ž|w>õ ä ö ü",
    "fi sv": "z>å ä ö",
    "hu": "c>cs|d>dz dzs|g>gy|l>ly|n>ny|o>ö|s>sz|t>ty|u>ü|z>zs",
    "is": "a>á|d>ð|e>é|i>í|o>ó|u>ú|y>ý|z>þ æ ö å",
    "lt": "c>č|s>š|z>ž",
    "lv": "c>č|g>ģ|k>ķ|l>ļ|n>ņ|s>š|z>ž",
    "pl": "a>ą|c>ć|e>ę|l>ł|n>ń|o>ó|s>ś|z>ź ż",
    "ro": "a>ă â|i>î|s>ș/ş|t>ț/ţ",
    "sk": "a>ä|c>č|h>ch|o>ô|s>š|z>ž",
    "sl": "c>č ć|d>đ|s>š|z>ž",
    "sq": "c>ç|d>dh|e>ë|g>gj|l>ll|n>nj|r>rr|s>sh|t>th|x>xh|z>zh",
    "tr az": "c>ç|g>ğ|h>ı|o>ö|s>ş|u>ü",
    "uk": "г>ґ|е>є|и>і ї",
}  # fmt: skip
_NUMBER = re.compile(r"\d+")
_MAIN, _REST = 300, 50  # characters of a key that are kept, so that it fits into an index


@lru_cache(maxsize=2048)  # a page sorts the same names as the one before
def sort_key(text: str, locale: str) -> str:
    """Return a key by which names sort in a locale such as "sv_SE", compared by code point (COLLATE "C")."""
    rules = _rules(locale.partition("_")[0].partition("-")[0].lower())
    plain = _lower(unicodedata.normalize("NFC", text), locale)
    letters = _NUMBER.sub(_padded_number, rules.apply(plain))
    main = "".join(_sort_place(one) for one in letters)
    return f"{main[:_MAIN]}\x01{plain[: 2 * _REST]}\x01{text.swapcase()[:_REST]}"


class _Rules:
    """A language's own letters: what replaces them before accents are taken off."""

    def __init__(self, text: str) -> None:
        self.places: dict[str, str] = {}
        for rule in filter(None, text.split("|")):
            after, _, letters = rule.partition(">")
            for number, letter in enumerate(letters.split()):
                # Sorts behind everything that begins with the letter before it.
                place = f"{after}\U0010fff0{chr(0x100000 + number)}"
                self.places |= dict.fromkeys(letter.split("/"), place)
        longest = sorted(self.places, key=len, reverse=True)
        self.pattern = re.compile("|".join(longest)) if longest else None

    def apply(self, plain: str) -> str:
        if self.pattern is None:
            return _bare(plain)
        parts, last = [], 0
        for match in self.pattern.finditer(plain):
            parts += [_bare(plain[last : match.start()]), self.places[match[0]]]
            last = match.end()
        return "".join([*parts, _bare(plain[last:])])


@lru_cache(maxsize=64)
def _rules(language: str) -> _Rules:
    return _Rules(next((rules for names, rules in _TAILORED.items() if language in names.split()), ""))


def _lower(text: str, locale: str) -> str:
    if locale.startswith(("tr", "az")):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower().replace("ё", "е")


def _bare(text: str) -> str:
    """Take accents off Latin and Greek letters; in other scripts a mark may make another letter (й is not и)."""
    return "".join(fold(one) if one < "\u0400" or "\u1e00" <= one < "\u2000" else one for one in text)


def _padded_number(match: re.Match[str]) -> str:
    """Let 5 come before 20: the number of digits, then the digits."""
    digits = match[0].lstrip("0") or "0"
    return f"{chr(0x30 + min(len(digits), 9))}{digits}"


def _sort_place(one: str) -> str:
    """Put spaces first, then marks, digits and letters."""
    if one.isspace() or one == "\u00ad":
        return "\x02"
    if one.isalnum() or one >= "\U00100000":
        return one
    return f"\x03{one}"
