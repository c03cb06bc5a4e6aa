"""Template tags of the shop's pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from shop.cart.rules import QuotedLine
from shop.catalog.html import plain_text
from shop.catalog.models import Variant
from shop.catalog.queries import CategoryNode
from shop.core.site import absolute
from shop.storefront.markup import icon, once, picture, swatch
from shop.storefront.stock import line_words

register = template.Library()

_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def header(context: Context) -> SafeString:
    """Return the header of a page; `query` of its context is searched for, `current_category_ids` is where it is."""
    header: SafeString = context["frame"].header(
        query=context.get("query") or "", category_ids=context.get("current_category_ids") or ()
    )
    return header


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt  # fifty modules, which pages of text alone need

    return MarkdownIt("commonmark", {"html": False}).enable("table")


register.simple_tag(icon)
register.simple_tag(once)
register.simple_tag(picture)
register.simple_tag(swatch)


@register.simple_tag
def breadcrumb(trail: Sequence[CategoryNode] = ()) -> SafeString:
    """Return the way from the first page to a category."""
    return once("storefront/fragments/breadcrumb.html", steps=tuple((node.url, node.name) for node in trail))


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
@lru_cache(maxsize=50)
def markdown(text: str) -> SafeString:
    """Return the HTML of a text in Markdown; HTML inside it is shown, never run."""
    return mark_safe(str(_markdown().render(text)))  # noqa: S308 - it escapes HTML and refuses javascript: links
