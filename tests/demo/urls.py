"""The shop's addresses and the demo's, which are there only in a demo."""

from django.urls import include, path

from shop.config import urls

urlpatterns = [path("", include("shop.demo.urls")), *urls.urlpatterns]
handler404 = urls.handler404
