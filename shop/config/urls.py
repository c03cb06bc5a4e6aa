"""Where each address leads; every interface brings its own list."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from shop.api.urls import unknown as api_unknown
from shop.config.media import media

urlpatterns: list[URLPattern | URLResolver] = [
    *([path("", include("shop.demo.urls"))] if settings.DEMO else []),  # first: it stands in for missing pictures
    path("media/<path:path>", media, name="media"),
    path("admin/", include("shop.backoffice.urls")),
    path("api", api_unknown),
    path("api/", include("shop.api.urls")),
    path("", include("shop.graphql.urls")),
    path("", include("shop.callbacks.urls")),
    path("", include("shop.storefront.urls")),
]
handler404 = "shop.storefront.errors.page_not_found"
handler429 = "shop.storefront.errors.too_many"  # allauth asks for it
handler500 = "shop.storefront.errors.server_error"
