"""The shop's pages and the demo's, which are there only in a demo."""

from django.urls import include, path

urlpatterns = [path("", include("shop.demo.urls")), path("", include("shop.storefront.urls"))]
handler404 = "shop.storefront.errors.page_not_found"
