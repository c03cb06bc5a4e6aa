"""How large pictures may be, in which sizes and formats they are kept, and how one is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from shop.core.errors import DomainError

MAX_BYTES = 25_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 16_000  # WebP ends at 16,383
WIDTHS = (320, 640, 960, 1280, 1600, 1920)
FORMATS = ("avif", "webp", "jpg")  # at every width, best first


class ImageRejected(DomainError):
    """The upload is no picture that can be shown; the message says why."""

    code = "image_rejected"
    title = gettext_lazy("Image rejected")
    default_message = gettext_lazy("This picture cannot be used.")
