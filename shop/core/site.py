"""Where this shop is on the web."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """Return the whole address of a path of this shop; an address that is whole already stays."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path
