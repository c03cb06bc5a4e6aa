"""The shop's pages, the staff side that they link to, and the demo's, which are there only in a demo."""

from django.urls import include, path

from shop.backoffice.site import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("shop.demo.urls")),
    path("", include("shop.storefront.urls")),
]
handler404 = "shop.storefront.errors.page_not_found"
