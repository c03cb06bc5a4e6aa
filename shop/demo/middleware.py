"""While pictures are being drawn, each page of the demo brings the script that shows them as they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from shop.demo.pictures.plan import read_plan

_END = b"</head>"


class DrawingMiddleware:
    """Adds the script to pages until every picture is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._root = Path(settings.MEDIA_ROOT)
        self._all_drawn = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            not self._all_drawn
            and not response.streaming
            and response.headers.get("Content-Type", "").startswith("text/html")
            and _END in response.content
            and not self._look()
        ):
            tag = '<script src="{}" data-list="{}" defer></script></head>'
            script = format_html(tag, static("demo/pictures.js"), reverse("demo:undrawn"))
            response.content = response.content.replace(_END, script.encode(), 1)
        return response

    def _look(self) -> bool:
        """Whether all are drawn, which stays so."""
        plan = read_plan(settings.DEMO_DIR)  # empty in a shop that is older than plans
        is_drawn = all((self._root / image.path).is_dir() for image in plan.values())
        self._all_drawn = is_drawn and bool(plan)
        return is_drawn
