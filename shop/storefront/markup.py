"""The small pieces of HTML that a page has dozens of, which templates use as tags. A template for each costs more."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from types import NoneType
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .presenters import Picture


def once(template: str, **values: Hashable) -> SafeString:
    """Return a template that shows nothing but these values: made once for each of them in each language.

    So it has nothing that could change: no request, no row, no clock. Raises: TypeError for a value that may change.
    Those that were not asked for lately are forgotten.
    """
    key = tuple((name, type(value), value) for name, value in values.items())  # what is safe equals what is not
    made = _made.__wrapped__ if settings.DEBUG else _made  # templates are being written
    return made(template, get_language(), key)


@lru_cache(maxsize=500)
def _made(template: str, _language: str | None, values: tuple[tuple[str, type, Any], ...]) -> SafeString:
    for _name, _type, value in values:
        _refuse_what_may_change(value)
    return render_to_string(template, {name: value for name, _, value in values})


def _refuse_what_may_change(value: Any) -> None:
    """Let plain values pass. A row has a hash too, but that is its key's; a lazy text is another in each language."""
    if isinstance(value, tuple):
        for part in value:
            _refuse_what_may_change(part)
    elif is_dataclass(value) and vars(type(value))["__dataclass_params__"].frozen:
        for field in fields(value):
            _refuse_what_may_change(getattr(value, field.name))
    elif not isinstance(value, (str, int, NoneType)):
        raise TypeError(f"{value!r} may change while what shows it is kept")


@cache
def icon(name: str, classes: str = "") -> SafeString:
    """Return an icon of `static/icons/sprite.svg`, hidden from screen readers: the text beside it says the same."""
    css = f"icon {classes}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, static("icons/sprite.svg"), name
    )


def picture(
    shown: Picture | None, *, sizes: str = "", decorative: bool = False, eager: bool = False, classes: str = ""
) -> SafeString:
    """Return a picture in its tile, or the tile of what has none.

    `sizes` is the width at which it stands, as browsers read it. `decorative`: a text beside it says the same. `eager`:
    it is one of the first to be seen.
    """
    css = "".join([f" tint-{shown.tint}" if shown else "", f" {conditional_escape(classes)}" if classes else ""])
    return mark_safe(  # noqa: S308  # each part is escaped
        f'<span class="tile{css}">{_picture(shown, sizes, decorative, eager) if shown else icon("parcel")}</span>'
    )


def _picture(shown: Picture, sizes: str, decorative: bool, eager: bool) -> str:
    width = conditional_escape(sizes)
    sources = "".join(
        f'<source type="{source.type}" srcset="{escape(source.srcset)}" sizes="{width}">' for source in shown.sources
    )
    alt = "" if decorative else escape(shown.alt)
    loading = 'fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'
    size = f'width="{shown.width}" height="{shown.height}"'
    return f'<picture>{sources}<img src="{escape(shown.url)}" {size} alt="{alt}" {loading}></picture>'


@lru_cache(maxsize=1000)
def swatch(colour: str) -> SafeString:
    """Return a dot of a colour such as "#c65f43", as SVG because the pages allow no style attributes."""
    return format_html(
        '<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7.5" fill="{}"/></svg>',
        colour,
    )
