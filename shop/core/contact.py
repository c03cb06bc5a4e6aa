"""How people are reached and called: email addresses in one normal form, and names that can be seen."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

EMAIL_WRONG = _("Enter an email address, such as name@example.com.")
EMAIL_LENGTH = 254
SPECIAL_USE_DOMAIN_NAMES.clear()  # shops at home have mail at .local and .test; its manual has it so
# What takes no room, and comes along when an address is copied: format characters such as the zero-width space, the
# byte order mark and marks of direction. Variation selectors and fillers count as letters or marks, and are seen by
# nobody either (Unicode, Default_Ignorable_Code_Point; the blank Braille pattern).
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def email_key(text: str) -> str:
    """Return what two spellings of one address have in common, for looking it up: the normal form in lower case.

    What is no address comes back as it is, trimmed and in lower case.
    """
    try:
        return normal_email(text).lower()
    except ValueError:
        return text.strip().lower()


@lru_cache(maxsize=32)  # an order asks five times about the same one
def normal_email(text: str) -> str:
    """Return an email address in its normal form; raises ValueError where it is none.

    Invisible characters and blanks around are left out, the domain is in lower case and in Unicode (IDNA 2008, UTS
    46), so that `xn--mnchen-3ya.de` and `MÜNCHEN.de` are one. The part before the @ keeps its case, which a mail
    server may read (RFC 5321, 2.4); addresses are compared without it. It must be ASCII, because few servers take
    others (RFC 6531).
    """
    seen = "".join(character for character in text if not _is_unseen(character)).strip()
    try:
        found = validate_email(seen, check_deliverability=False, allow_smtputf8=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(EMAIL_WRONG) from error
    address = found.normalized
    if "." not in found.domain and found.domain != "localhost":
        raise ValueError(EMAIL_WRONG)
    if len(address) > EMAIL_LENGTH:
        raise ValueError(f"Use at most {EMAIL_LENGTH} characters.")
    return address


def is_blank(text: str) -> bool:
    """Tell whether nobody would see anything of a text: it is empty, or made of blanks and invisible characters."""
    return not any(unicodedata.category(character)[0] in "LNPS" and not _is_unseen(character) for character in text)


def has_unseen(text: str) -> bool:
    """Tell whether a text holds characters that nobody sees."""
    return any(_is_unseen(character) for character in text)


def _is_unseen(character: str) -> bool:
    return character in _UNSEEN or unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F
