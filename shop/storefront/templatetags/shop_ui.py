"""Template tags of the shop's pages."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from shop.cart.rules import QuotedLine
from shop.catalog.html import plain_text
from shop.catalog.models import Variant
from shop.core.site import absolute
from shop.storefront.stock import line_words

register = template.Library()

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


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
        '<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7.5" fill="{}"/></svg>',
        colour,
    )


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """Return schema.org data as a data block: browsers do not run it, so the content security policy lets it pass."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


@register.simple_tag
def canonical(path: str) -> str:
    """Return the whole address of a path of this shop, without its parameters."""
    return absolute(path.partition("?")[0])


@register.filter
def stock_note(line: QuotedLine, locale: str) -> str:
    """Return what the buyer of a line must know about when it is sent; nothing where all of it is there."""
    return line_words(line.stock, line.quantity, today=timezone.localdate(), locale=locale)


register.filter("plain", plain_text)
register.filter("variant_label", Variant.label)


@register.filter
def markdown(text: str) -> SafeString:
    """Return the HTML of a text in Markdown; HTML inside it is shown, never run."""
    return mark_safe(str(_MARKDOWN.render(text)))  # noqa: S308 - it escapes HTML and refuses javascript: links
