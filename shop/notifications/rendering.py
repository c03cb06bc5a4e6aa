"""From templates to the three parts of a mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

_BLANK_LINES = re.compile(r"\n{3,}")  # what conditions in a template leave behind


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML of `emails/<template>.subject.txt`, `.txt` and `.html`."""
    values = {**context, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string(f"emails/{template}.subject.txt", values).split())[:200]
    text = _BLANK_LINES.sub("\n\n", render_to_string(f"emails/{template}.txt", values)).strip() + "\n"
    return subject, text, render_to_string(f"emails/{template}.html", values)
