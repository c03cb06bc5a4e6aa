"""What stands where a picture of the demo is not drawn yet: its ground, in its size, for this one answer.

The address is the picture's own. An answer that nobody may keep lets the picture itself come with the next request,
and pages that were made meanwhile need no change.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from PIL import Image

from shop.catalog.images import FORMATS, StoredImage
from shop.catalog.tints import TINTS
from shop.demo.pictures.plan import ask_for, is_drawn, read_plan

_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A rendition that is not there yet."""

    picture: StoredImage
    width: int
    suffix: str


class UndrawnConverter:
    """Matches the part of an address that names a rendition of a picture that will be drawn, and of no other."""

    regex = rf"p/[0-9a-f]{{2}}/[0-9a-f]{{16}}/[0-9]+\.(?:{'|'.join(FORMATS)})"

    def to_python(self, value: str) -> Undrawn:
        folder, _, name = value.rpartition("/")
        width, _, suffix = name.partition(".")
        picture = next((one for one in _plan() if one.path == folder), None)
        if picture is None or int(width) not in picture.widths or (Path(settings.MEDIA_ROOT) / value).exists():
            raise ValueError(value)
        return Undrawn(picture, int(width), suffix)

    def to_url(self, undrawn: Undrawn) -> str:
        return f"{undrawn.picture.path}/{undrawn.width}.{undrawn.suffix}"


@require_safe
def placeholder(_request: HttpRequest, undrawn: Undrawn) -> HttpResponse:
    """Answer the ground of a picture, and have the picture drawn next."""
    picture = undrawn.picture
    ask_for(settings.DEMO_DIR, picture)
    height = max(1, round(picture.height * undrawn.width / picture.width))
    content = _ground(undrawn.width, height, picture.tint, undrawn.suffix)
    return HttpResponse(content, content_type=_TYPES[undrawn.suffix], headers={"Cache-Control": "no-store"})


@require_safe
def undrawn(_request: HttpRequest) -> JsonResponse:
    """Answer the folders of all pictures that are not drawn yet."""
    root = Path(settings.MEDIA_ROOT)
    paths = [picture.path for picture in _plan() if not is_drawn(picture, root)]
    return JsonResponse({"undrawn": paths}, headers={"Cache-Control": "no-store"})


def _plan() -> list[StoredImage]:
    return list(read_plan(settings.DEMO_DIR).values()) if settings.DEMO else []


@lru_cache(maxsize=256)
def _ground(width: int, height: int, tint: int, suffix: str) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (width, height), TINTS[tint])
    if suffix == "avif":
        picture.save(out, "AVIF", quality=50, speed=10, max_threads=1)
    elif suffix == "webp":
        picture.save(out, "WEBP", quality=50, method=0)
    else:
        picture.save(out, "JPEG", quality=80)
    return out.getvalue()
