"""A locale for looking, not for reading: ⟦Àdd ţö çàŕţ ~~~~⟧. Whatever has no marks was not translated."""

from __future__ import annotations

import re

START, END = "⟦", "⟧"
_LONGER = 0.4  # German and Finnish are about so much longer than English
_ACCENTS = str.maketrans("aceiglnorstuyzACEILNORSTUYZ", "àçéîğļñöŕšţûýžÀÇÉÎĻÑÖŔŠŢÛÝŽ")
# What programs read in a text: values to be filled in, tags, entities and addresses.
_CODE = re.compile(r"(%\(\w+\)[-#0 +]*[\d.]*[a-z]|%[sdr%]|\{[\w.!:,]*\}|<[^<>]+>|&#?\w+;|https?://\S+|\n)")


def pseudo(text: str) -> str:
    """Return a text with accents, longer by 40 %, between marks; what programs read in it stays."""
    if not re.search(r"[^\W\d_]", _CODE.sub("", text)):
        return text
    parts = [part if _CODE.fullmatch(part) else part.translate(_ACCENTS) for part in _CODE.split(text)]
    letters = len(_CODE.sub("", text))
    more = "".join("~" if place % 7 else " " for place in range(1, round(letters * _LONGER) + 1))
    return f"{START}{''.join(parts)}{more}{END}"


def install() -> None:
    """Let Django translate everything so, in whatever language; catalogues are not read."""
    from django.utils.translation import trans_real

    def plural(singular: str, plural: str, number: float) -> str:
        return pseudo(singular if number == 1 else plural)

    trans_real.gettext = pseudo
    trans_real.pgettext = lambda _, text: pseudo(text)
    trans_real.ngettext = plural
    trans_real.npgettext = lambda _, one, many, number: plural(one, many, number)
