"""Countries in templates, of pages and of mails alike."""

from __future__ import annotations

from functools import lru_cache

from django import template

from shop.core.formats import parse_locale

register = template.Library()


@register.filter
def country(code: str, locale: str) -> str:
    """Return the name of a country, "Germany" for "DE"; an unknown code is returned as it is."""
    return _names(locale).get(code, code)


@lru_cache(maxsize=16)
def _names(locale: str) -> dict[str, str]:
    return dict(parse_locale(locale).territories)
