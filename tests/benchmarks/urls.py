"""The shop's addresses and, beside them, bare views that show what the server and Django can do at best."""

from __future__ import annotations

import random

from django.db import connection, transaction
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

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


@csrf_exempt
def order(_request: HttpRequest) -> HttpResponse:
    """The least SQL of an order in one transaction: what a view that sells costs at least."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_order (email, total) VALUES ('ada@example.com', 4390) RETURNING id")
        (key,) = cursor.fetchone()
        items = "INSERT INTO bare_item (order_id, sku, quantity, price) VALUES (%s, 'a', 1, 1900), (%s, 'b', 1, 1900)"
        cursor.execute(items, [key, key])
        free = "UPDATE bare_stock SET allocated = allocated + 1 WHERE id = %s AND on_hand - allocated >= 1"
        cursor.execute(free, [random.randint(1, 200)])
    return JsonResponse({"id": key}, status=201)


urlpatterns = [
    path("bare/order/", order),
    path("bare/hello/", hello),
    path("bare/listing/", listing),
    path("bare/rows/", rows),
    *shop_urls,
]
