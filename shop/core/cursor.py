"""Cursors of paged lists: signed and opaque, the same for every interface."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from .errors import InvalidInput

_SALT = "cursor"


def encode_cursor(order: str, *position: str | int) -> str:
    """Return the text for "behind this position" in a list that is sorted by `order`: the same one each time."""
    return signing.Signer(salt=_SALT).sign_object([order, *position])


def decode_cursor(order: str, cursor: str) -> tuple[Any, ...]:
    """Return the position again. Raises: InvalidInput for a cursor that we did not sign, or of another order."""
    try:
        found, *position = signing.Signer(salt=_SALT).unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidInput(fields={"cursor": _("Use a cursor exactly as you received it.")}) from error
    if found != order:
        raise InvalidInput(fields={"cursor": _("This cursor belongs to a list with a different sort order.")})
    return tuple(position)
