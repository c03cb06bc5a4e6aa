"""The pictures of products; a proxy or CDN before the shop may answer their addresses instead."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer a rendition of a picture, to be kept for ever: its folder is named after its content."""
    if not path.endswith((".avif", ".webp", ".jpg")):  # pictures only, not what lies beside them
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
