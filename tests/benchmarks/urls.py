"""The shop's addresses and, beside them, bare views that show what the server and Django can do at best."""

from __future__ import annotations

from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from shop.catalog.models import Product
from shop.config.urls import urlpatterns as shop_urls

_ROWS = Product.objects.filter(status="active").order_by("-pk")


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def listing(request: HttpRequest) -> HttpResponse:
    """24 rows by the ORM through a Django template: what any list page costs at least."""
    rows = _ROWS.annotate(price=Min("variants__prices__amount_minor"))[:24]
    return render(request, "benchmarks/listing.html", {"rows": rows})


def rows(_request: HttpRequest) -> HttpResponse:
    """JSON of 20 plain rows."""
    values = _ROWS.values("id", "name", "slug", "vendor", "created_at", "category_id", "category__name")[:20]
    return JsonResponse({"results": list(values)})


urlpatterns = [
    path("bare/hello/", hello),
    path("bare/listing/", listing),
    path("bare/rows/", rows),
    *shop_urls,
]
