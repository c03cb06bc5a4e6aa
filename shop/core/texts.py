"""Each text is looked up once: Django asks the catalogue of every app for it anew, fifty times a page."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.utils.translation.trans_real import DjangoTranslation

MOST = 20_000  # texts of a language; those of the shop are some 5,000


def install() -> None:
    """Let the translations of every language remember what they said. A second call changes nothing."""
    look_up: Any = DjangoTranslation.gettext
    if hasattr(look_up, "__wrapped__"):
        return

    @wraps(look_up)
    def gettext(translation: Any, message: str) -> str:
        said: dict[str, str] = vars(translation).setdefault("said", {})
        if (text := said.get(message)) is not None:
            return text
        text = str(look_up(translation, message))
        if len(said) < MOST:
            said[message] = text
        return text

    translations: Any = DjangoTranslation
    translations.gettext = gettext
