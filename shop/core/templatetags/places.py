"""Countries in templates, of pages and of mails alike."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django import template

register = template.Library()


@register.filter
def country(code: str, locale: str = "en_IE") -> str:
    """Return the name of a country, "Germany" for "DE"; an unknown code is returned as it is."""
    return _names(locale).get(code, code)


@lru_cache(maxsize=16)
def _names(locale: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(locale).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale.parse("en").territories)
