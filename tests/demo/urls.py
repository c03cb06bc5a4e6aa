"""The shop's pages, the staff side that they link to, and the demo's, which are there only in a demo."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from shop.config.media import media
from shop.demo.middleware import DrawingMiddleware


def gallery(request: HttpRequest) -> HttpResponse:
    """A page with the picture that `?path=` names, as a template shows it."""
    base = f"/media/{request.GET['path']}"
    sources = f'<source type="image/avif" srcset="{base}/320.avif 320w, {base}/640.avif 640w" sizes="200px">'
    picture = f'<picture>{sources}<img src="{base}/640.jpg" width="160" height="200" alt="Soap"></picture>'
    page = f"<!doctype html><html><head><title>Gallery</title></head><body>{picture}</body></html>"
    return DrawingMiddleware(lambda _request: HttpResponse(page))(request)


urlpatterns = [
    path("admin/", include("shop.backoffice.urls")),
    path("gallery/", gallery),
    path("", include("shop.demo.urls")),
    path("media/<path:path>", media),
    path("", include("shop.storefront.urls")),
]
handler404 = "shop.storefront.errors.page_not_found"
