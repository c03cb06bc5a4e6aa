"""The ceilings: a Django app of this one file, without any middleware, that shows what the server and Django can do.

It reads the tables that `inside` and `ordering_inside` make beside the shop's, through DATABASE_URL, and is run by the
same server with the same workers and threads as the shop (`server.web_server`).
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from shop.config.env import database

_DATABASE = database(os.environ["DATABASE_URL"], 4) | {"CONN_HEALTH_CHECKS": False}
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": _DATABASE},
    ROOT_URLCONF=__name__,
    SECRET_KEY="only-for-benchmarks",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
        }
    ],
    USE_TZ=True,
)
django.setup()


class Category(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "bare"
        db_table = "bare_category"


class Product(models.Model):
    name = models.TextField()
    slug = models.TextField()
    vendor = models.TextField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    picture = models.TextField()
    created_at = models.DateTimeField()
    category = models.ForeignKey(Category, on_delete=models.CASCADE)

    class Meta:
        app_label = "bare"
        db_table = "bare_product"


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def listing(request: HttpRequest) -> HttpResponse:
    """24 cards by the ORM through a Django template: what any list page costs at least."""
    return render(request, "benchmarks/listing.html", {"products": Product.objects.order_by("-id")[:24]})


def rows(_request: HttpRequest) -> HttpResponse:
    """JSON of 20 plain rows."""
    fields = ("id", "name", "slug", "vendor", "price", "picture", "created_at", "category_id", "category__name")
    return JsonResponse({"results": list(Product.objects.order_by("-id").values(*fields)[:20])})


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
    path("hello/", hello),
    path("listing/", listing),
    path("rows/", rows),
    path("order/", order),
]

_KEPT = {"/bytes/": b"x" * 10_000}
_django = get_wsgi_application()


def application(environ, start_response):
    """Answer finished bytes from a dict before Django, and everything else by Django."""
    body = _KEPT.get(environ["PATH_INFO"])
    if body is None:
        return _django(environ, start_response)
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
