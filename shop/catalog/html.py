"""Descriptions written by others become HTML that the shop may show: an allow-list, nothing else gets through."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import Any

from django.utils.html import strip_tags

# What is replaced before cleaning, so that the text keeps its shape: a description has no h1, and blocks that are
# not allowed would otherwise run together.
_RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "div": "p", "section": "p", "article": "p", "center": "p"}
_RENAMED_TAG = re.compile(rf"<(/?)({'|'.join(_RENAMED)})(?=[\s/>])", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"(?=</?(?:blockquote|br|caption|h[1-6]|li|ol|p|t[dhr]|table|ul)\b)", re.IGNORECASE)
_EMPTY_ELEMENT = re.compile(r"<(p|ul|ol|li|h[234]|strong|em|b|i|blockquote)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")


def sanitise_html(text: str) -> str:
    """Return what may be shown of a description: paragraphs, lists, tables, h2 to h4, emphasis and outside links.

    Scripts, styles, pictures, frames, comments, classes and every other attribute are removed; other unknown tags
    leave their text. Links without http, https or mailto lose their target. Text without any tag becomes paragraphs
    at its blank lines. Cleaning twice changes nothing.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    clean = _cleaner().clean(_RENAMED_TAG.sub(lambda tag: f"<{tag[1]}{_RENAMED[tag[2].lower()]}", text))
    while (shorter := _EMPTY_ELEMENT.sub("", clean)) != clean:
        clean = shorter
    clean = clean.strip()
    return clean if "<" in clean or not clean else _paragraphs(clean)


@lru_cache(maxsize=200)  # a page says it in three places
def plain_text(text: str) -> str:
    """Return what is read of a description, on one line: no tags, no entities, and a blank between its blocks."""
    return " ".join(html.unescape(strip_tags(_BLOCK_TAG.sub(" ", text))).split())


@cache
def _cleaner() -> Any:
    import nh3  # a large library, which nobody needs who only shows what is clean

    return nh3.Cleaner(
        tags={
            "a", "b", "blockquote", "br", "caption", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "strong", "table",
            "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
        },
        clean_content_tags={
            "button", "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style", "svg",
            "template", "textarea", "title",
        },
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="nofollow noopener",
    )  # fmt: skip


def _paragraphs(text: str) -> str:
    parts = (part.strip().replace("\n", "<br>") for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{part}</p>" for part in parts)
