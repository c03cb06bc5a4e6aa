"""Dates in templates, of pages and of mails alike."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.simple_tag
def days(first: date | None, last: date | None) -> str:
    """Return when something arrives: "Thu 26 – Fri 27 Nov", or one day; nothing where it is not known."""
    if first is None or last is None:
        return ""
    end = date_format(last, "D j M")
    if first == last:
        return end
    return f"{date_format(first, 'D j' if first.month == last.month else 'D j M')} – {end}"
