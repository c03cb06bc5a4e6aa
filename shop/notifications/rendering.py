"""From templates to the three parts of a mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from shop.channels.models import Channel
from shop.channels.queries import shop_zone

_BLANK_LINES = re.compile(r"\n{3,}")  # what conditions in a template leave behind


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML of `emails/<template>.subject.txt`, `.txt` and `.html`, by the shop's clock."""
    channel: Channel | None = context.get("channel")
    with timezone.override(channel.zone if channel else shop_zone()):
        return _render(template, context)


def _render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    values = {**context, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string(f"emails/{template}.subject.txt", values).split())[:200]
    text = _BLANK_LINES.sub("\n\n", render_to_string(f"emails/{template}.txt", values)).strip() + "\n"
    return subject, text, render_to_string(f"emails/{template}.html", values)
