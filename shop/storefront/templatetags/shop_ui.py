"""Template tags of the shop's pages: icons, money and the like."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Return an icon of `static/icons/sprite.svg`, hidden from screen readers: the text beside it says the same."""
    css = f"icon {classes}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, static("icons/sprite.svg"), name
    )


@register.simple_tag
def swatch(colour: str) -> SafeString:
    """Return a dot of a colour such as "#c65f43", as SVG because the pages allow no style attributes."""
    return format_html(
        '<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7.5" fill="{}"/></svg>', colour
    )
