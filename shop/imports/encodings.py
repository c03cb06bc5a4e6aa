"""Turns the bytes of a file into text: in the encoding that was named, else in the one that they show. Pure."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import CharsetMatch, from_bytes
from django.utils.translation import gettext as _

from shop.imports.records import Log

# What spreadsheets and shops write where it is not Unicode.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "cp850", "mac_roman",
    "koi8_r", "cp932", "gb18030", "big5", "cp949",
]  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The lines that tell encodings apart; more of them tell no more, and only cost time.
_SAMPLE_BYTES = 200_000


class UnknownEncoding(ValueError):
    """A named encoding does not exist, or the bytes are not in it; the message says which."""


def decode(data: bytes, *, encoding: str, log: Log) -> str:
    """Return the text of a file. What had to be assumed is noted in `log`.

    Without an `encoding`, that is UTF-8 or what a byte order mark says; and where the bytes are neither, what they
    look like most. Raises: UnknownEncoding.
    """
    if encoding:
        return _decode_named(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if (unmarked := _utf_16_without_mark(data)) is not None:
        log.note(1, "", _("The file was read as %(upper)s.") % {"upper": unmarked.upper()})
        return data.decode(unmarked, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
    bad = text.count("\ufffd")
    if sum(not character.isascii() for character in text) > 2 * bad:
        log.note(1, "", _("%(bad)s characters are not valid UTF-8 and cannot be read; they became �.") % {"bad": bad})
        return text
    return _decode_detected(data, log)


def _decode_named(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except LookupError:  # also what is a codec, but not of texts
        raise UnknownEncoding(
            _('Unknown encoding "%(encoding)s". Try utf-8, cp1252, cp1251 or shift_jis.') % {"encoding": encoding}
        ) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnknownEncoding(
            _("The file is not %(encoding)s: line %(line)s cannot be read in it.")
            % {"encoding": encoding, "line": line}
        ) from None
    except UnicodeError:
        raise UnknownEncoding(_("The file is not %(encoding)s.") % {"encoding": encoding}) from None
    return text.removeprefix("\ufeff")


def _utf_16_without_mark(data: bytes) -> str | None:
    """Every second byte of an ASCII header is zero then."""
    first, second = data[:64:2], data[1:64:2]
    if len(second) > 1 and not any(second) and all(first):
        return "utf-16-le"
    if len(second) > 1 and not any(first[: len(second)]) and all(second):
        return "utf-16-be"
    return None


def _decode_detected(data: bytes, log: Log) -> str:
    lines = [line for line in data.splitlines(keepends=True) if not line.isascii()]
    sample = b"".join(lines[:: max(1, sum(map(len, lines)) // _SAMPLE_BYTES)])[:_SAMPLE_BYTES]
    matches = list(from_bytes(sample, cp_isolation=_CANDIDATES))
    encoding = _choose(matches)
    others = dict.fromkeys(name for match in matches[:4] for name in match.could_be_from_charset)
    other_names = ", ".join(_label(name) for name in others if name != encoding)
    text = _(
        "The file is not UTF-8. It was read as %(encoding)s (it could also be %(others)s). "
        "Check the letters, or set --encoding."
    )
    if not other_names:
        text = _("The file is not UTF-8. It was read as %(encoding)s. Check the letters, or set --encoding.")
    log.note(1, "", text % {"encoding": _label(encoding), "others": other_names})
    return data.decode(encoding, errors="replace")


def _choose(matches: list[CharsetMatch]) -> str:
    """The best match; Windows-1252, of which there is most, unless another one is more like a language."""
    if not matches:
        return "cp1252"
    best = matches[0]
    for match in matches:
        if "cp1252" in match.could_be_from_charset and match.chaos <= best.chaos and match.coherence >= best.coherence:
            return "cp1252"
    return best.encoding


def _label(encoding: str) -> str:
    return re.sub(r"\Acp(125\d)\Z", r"Windows-\1", encoding)
