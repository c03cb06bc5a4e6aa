"""Texts as search takes them apart: words, codes and sizes of what is stored, and what somebody asks for. Pure.

What is stored and what is asked is folded by the same functions, so an accent, a hyphen or a space never decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shop.core.folding import fold, words_of

MAX_TERMS = 12
MAX_WORD = 40
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_UNIT = r"(?:\s*(?:cm|mm|m|in|inch|\"))?"
_SIZE = re.compile(rf"(?<![^\W_]){_NUMBER}{_UNIT}\s*[x×*]\s*{_NUMBER}(?:{_UNIT}\s*[x×*]\s*{_NUMBER})?{_UNIT}(?![^\W_])")
_MEASURE = re.compile(rf"(?<![^\W_]){_NUMBER}\s*(cm|mm|m|ml|cl|l|g|kg|w|v|in|oz)(?![^\W_])")
_PART = re.compile(r"\d+|[^\W\d_]+")
_TOKEN = re.compile(r'-?"[^"]*"|\S+')

Synonyms = Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Term:
    """A part of what is asked: one word, or several in a row. `others` may stand in its place (synonyms)."""

    words: tuple[str, ...]
    excluded: bool = False
    quoted: bool = False
    others: tuple[tuple[str, ...], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is one word that may be misspelt or have synonyms."""
        return len(self.words) == 1 and not self.excluded and not self.quoted

    def query(self) -> str:
        """Return it for to_tsquery; a code (with a digit in it) may be unfinished."""
        # Words that have synonyms together need not stand side by side; what was typed as one word must.
        near = " & " if self.others and not self.quoted else " <-> "
        ways = [_phrase_query(self.words, near), *map(_phrase_query, self.others)]
        if len(self.words) > 1 and not self.quoted and not self.others:
            ways.append(_lexeme("".join(self.words)))  # "t-shirt" is also "tshirt"
        text = f"({' | '.join(ways)})" if len(ways) > 1 else ways[0]
        return f"!{text}" if self.excluded else text


Asked = tuple[tuple[Term, ...], ...]  # of these one, and of it every term


def searchable(text: str) -> str:
    """Return the folded words of a text for its index, hyphenated words also as one, and its sizes."""
    folded = fold(text)
    joined = [re.sub(r"[^a-z0-9]", "", word) for word in re.findall(r"[^\W_]+(?:[-'’./][^\W_]+)+", folded)]
    return " ".join([*words_of(folded), *(word for word in joined if word), *sizes_of(folded)])


def sizes_of(folded: str) -> list[str]:
    """Return the sizes in a folded text as one word each: "50 x 90 cm" is 50x90, "20 cm" is 20cm."""
    areas = ["x".join(map(_normalised_number, filter(None, match.groups()))) for match in _SIZE.finditer(folded)]
    return [*areas, *(_normalised_number(amount) + unit for amount, unit in _MEASURE.findall(folded))]


def code_words(codes: Iterable[str]) -> list[str]:
    """Return what article numbers and barcodes are found by: whole, without marks, and each part from its beginning.

    A GTIN is also found without the zeros in front that fill it up (GS1 General Specifications, 7.9).
    """
    found = []
    for code in codes:
        folded = fold(code)
        parts = words_of(folded)
        whole = "".join(parts)
        smaller = [part for word in parts for part in _PART.findall(word)]
        rest = ["".join(parts[start:]) for start in range(1, len(parts))]
        found += [whole, whole.lstrip("0"), *parts, *smaller, *rest]
    return [word for word in dict.fromkeys(found) if word]


def asked_for(text: str, synonyms: Synonyms = {}) -> Asked:  # noqa: B006  # never changed
    """Read what somebody typed: words, "words in a row", -excluded, one or another."""
    joined = _MEASURE.sub(_joined, _SIZE.sub(_joined, fold(text)))
    ways: list[list[Term]] = [[]]
    for part in _TOKEN.findall(joined)[:MAX_TERMS]:
        if part == "or":
            ways.append([])
            continue
        excluded = part.startswith("-")
        words = tuple(word[:MAX_WORD] for word in words_of(part))
        term = Term(words, excluded=excluded, quoted='"' in part)
        if words and term not in ways[-1]:
            ways[-1].append(term)
    return tuple(_with_synonyms(way, synonyms) for way in ways if any(not term.excluded for term in way))


def all_of(asked: Asked) -> str:
    """Return the text for to_tsquery that wants every term."""
    return " | ".join("(" + " & ".join(term.query() for term in way) + ")" for way in asked)


def any_of(asked: Asked) -> str:
    """Return the text for to_tsquery that wants one of the terms at least, and none of the excluded ones."""
    wanted = " | ".join(term.query() for way in asked for term in way if not term.excluded)
    without = "".join(f" & {term.query()}" for way in asked for term in way if term.excluded)
    return f"({wanted}){without}"


def beginning_of(text: str) -> str:
    """Return the text for to_tsquery that wants every word, each of which may be unfinished."""
    words = [word for way in asked_for(text) for term in way if not term.excluded for word in term.words]
    return " & ".join(f"'{word}':*" for word in words[:6])


def spelled(asked: Asked, better: Mapping[str, str]) -> Asked:
    """Return what is asked with other spellings of its plain words."""

    def mend(term: Term) -> Term:
        return replace(term, words=(better[term.words[0]],)) if term.is_plain and term.words[0] in better else term

    return tuple(tuple(mend(term) for term in way) for way in asked)


def as_typed(asked: Asked) -> str:
    """Return what is asked as somebody would type it."""

    def text(term: Term) -> str:
        words = " ".join(term.words)
        return ("-" if term.excluded else "") + (f'"{words}"' if term.quoted else words)

    return " or ".join(" ".join(text(term) for term in way) for way in asked)


def read_synonyms(rows: Iterable[Sequence[str]]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Return {words: what may stand for them} of rows of words that mean the same; plurals in -s are the same word."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in rows:
        names = [words for name in row if (words := tuple(words_of(fold(name))))]
        for words in names:
            others = [other for other in names if other != words]
            for form in (words, (*words[:-1], f"{words[-1]}s")):
                found.setdefault(form, []).extend(others)
    return found


def _with_synonyms(way: list[Term], synonyms: Synonyms) -> tuple[Term, ...]:
    """Give terms their synonyms; the longest run of words that has some comes first."""
    terms: list[Term] = []
    start = 0
    while start < len(way):
        for length in (3, 2, 1):
            run = way[start : start + length]
            words = tuple(term.words[0] for term in run)
            if len(run) == length and all(term.is_plain for term in run) and words in synonyms:
                terms.append(Term(words, others=tuple(synonyms[words])))
                break
        else:
            length = 1
            terms.append(way[start])
        start += length
    return tuple(terms)


def _phrase_query(words: Sequence[str], near: str = " <-> ") -> str:
    text = near.join(map(_lexeme, words))
    return f"({text})" if len(words) > 1 else text


def _lexeme(word: str) -> str:
    # Words hold letters and digits only, so there is nothing to escape.
    unfinished = len(word) > 2 and any(letter.isdigit() for letter in word)
    return f"'{word}':*" if unfinished else f"'{word}'"


def _joined(match: re.Match[str]) -> str:
    return f" {sizes_of(match[0])[0]} "


def _normalised_number(text: str) -> str:
    """Write a number as one word: 1,50 and 1.5 are 1p5."""
    whole, _, rest = text.replace(",", ".").partition(".")
    rest = rest.rstrip("0")
    return f"{whole}p{rest}" if rest else whole
