"""The small pieces of HTML that a page has dozens of, which templates use as tags. A template for each costs more."""

from __future__ import annotations

from functools import cache, lru_cache

from django.templatetags.static import static
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .presenters import Picture


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
