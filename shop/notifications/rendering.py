"""From templates to the three parts of a mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from shop.channels.models import Channel
from shop.core.formats import language_of

_BLANK_LINES = re.compile(r"\n{3,}")  # what conditions in a template leave behind


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML of `emails/<template>.subject.txt`, `.txt` and `.html`, by the shop's clock.

    `context` holds `channel`, and `locale` where the reader's is not the channel's; its language is the mail's.
    """
    channel: Channel = context["channel"]
    locale = context.get("locale") or channel.locale
    with timezone.override(channel.zone), translation.override(language_of(locale)):
        return _render(template, {**context, "locale": locale})


def _render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    values = {**context, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string(f"emails/{template}.subject.txt", values).split())[:200]
    text = _BLANK_LINES.sub("\n\n", render_to_string(f"emails/{template}.txt", values)).strip() + "\n"
    return subject, text, render_to_string(f"emails/{template}.html", {**values, "subject": subject})
