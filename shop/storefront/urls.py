"""The addresses of the shop's pages."""

from __future__ import annotations

from django.urls import include, path

from .views import catalog, content, search

urlpatterns = [
    path("", catalog.home, name="home"),
    path("c/", catalog.everything, name="everything"),
    path("c/<path:path>/", catalog.category, name="category"),
    path("p/<str:slug>/", catalog.product, name="product"),
    path("search/", search.results, name="search"),
    path("search/suggest/", search.suggestions, name="suggest"),
    path("help/<slug:slug>/", content.page, {"kind": "help"}, name="help_page"),
    path("legal/<slug:slug>/", content.page, {"kind": "legal"}, name="legal_page"),
    path("favicon.ico", content.favicon, name="favicon"),
    path(".well-known/security.txt", content.security, name="security"),
    path("robots.txt", content.robots, name="robots"),
    path("sitemap.xml", content.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", content.sitemap_part, name="sitemap_part"),
    path("", include("shop.storefront.urls_personal")),  # most visitors only look around
]
