"""The part of an address that names a thing, in whatever script its name is written."""

from __future__ import annotations

import hashlib
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def make_slug(text: str) -> str:
    """Return the letters, digits and marks of a text in lower case, with dashes between words.

    Every script keeps its letters; links carry them percent-encoded (RFC 3987, 3.1). Compatibility forms and what
    cannot be seen go (NFKC, case folding), as in internationalised host names. Different texts may give the same slug.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    characters = (character if _is_kept(character) else "" if _is_unseen(character) else "-" for character in folded)
    return "-".join(part for part in "".join(characters).split("-") if part)


def unique_slug(text: str) -> str:
    """Return the slug of a key: keys that differ in more than case and blanks never give the same one.

    Where `make_slug` had to leave something out, eight characters that depend on the whole key are added.
    """
    made = make_slug(text)
    plain = "-".join(unicodedata.normalize("NFC", text).casefold().split())
    if made == plain or not plain:
        return made
    mark = digest(plain)
    return f"{made}-{mark}" if made else f"product-{mark}"


def digest(text: str) -> str:
    """Return eight characters that tell texts apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def check_slug(value: str) -> None:
    """Refuse what cannot be a part of an address. Raises: ValidationError."""
    if not all(_is_kept(character) or character == "-" for character in value):
        raise ValidationError(_("Use letters, digits and dashes, such as “dock-mug”."), code="invalid")


def _is_kept(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LNM"


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc")
