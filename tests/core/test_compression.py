"""Answers are small, tell no secret by their length, and are not sent again to whoever has them."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from shop.core.compression import CompressionMiddleware, accepted_encodings
from tests.factories.catalog import make_product

BOTH = "gzip, deflate, br, zstd"


def ask(path, encoding=BOTH, **headers):
    return Client().get(path, headers={"Accept-Encoding": encoding, **headers})


def unpacked(response):
    how = response.headers.get("Content-Encoding")
    return {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[how](response.content)


@pytest.fixture
def shelf(channel):
    for number in range(12):
        make_product(f"Dock mug {number}", skus=[f"MUG-{number}"], stock=9)


@pytest.mark.drawn
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/search/?q=mug", "/p/dock-mug-1/", "/api/v1/products/", "/api/v1/openapi.json"])
@pytest.mark.parametrize(("accepted", "used"), [(BOTH, "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)])
def test_what_everybody_may_see_is_compressed_as_well_as_it_can_be(shelf, path, accepted, used):
    plain, response = ask(path, ""), ask(path, accepted)

    assert response.headers.get("Content-Encoding") == used
    assert unpacked(response) == plain.content
    assert "accept-encoding" in response["Vary"].lower()
    if used:
        assert len(response.content) < len(plain.content) / 2
        assert response["Content-Length"] == str(len(response.content))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cart/", "/account/login/", "/withdraw/", "/account/password/reset/"])
def test_a_personal_page_never_tells_by_its_length_what_it_holds(shelf, path):
    pages = [ask(path) for _ in range(20)]

    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    assert all(b"<html" in unpacked(page) for page in pages)
    names = {page.content[10:].partition(b"\x00")[0] for page in pages}  # RFC 1952: the random name in the header
    assert len({len(name) for name in names}) > 1
    assert ask(path, "br").headers.get("Content-Encoding") is None


@pytest.mark.drawn
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/search/?q=mug", "/p/dock-mug-1/", "/api/v1/products/?limit=2"])
@pytest.mark.parametrize("accepted", [BOTH, "gzip", ""])
def test_who_has_a_page_is_sent_nothing(shelf, path, accepted):
    first = ask(path, accepted)
    again = ask(path, accepted, **{"If-None-Match": first["ETag"]})
    changed = ask(path, accepted, **{"If-None-Match": 'W/"other"'})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert "Content-Encoding" not in again
    assert (changed.status_code, unpacked(changed)) == (200, unpacked(first))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/c/mugs/", "/search/?q=mug", "/api/v1/products/?limit=2", "/api/v1/categories/"]
)
def test_the_tag_does_not_change_with_the_clock(shelf, path, monkeypatch):
    first = ask(path)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)  # what signatures with a time would carry

    assert ask(path).headers.get("ETag") == first.headers.get("ETag")


@pytest.mark.django_db
def test_personal_pages_have_no_tag(shelf):
    assert "ETag" not in ask("/cart/")


def middleware(response, **headers):
    request = RequestFactory().get("/x", headers={"Accept-Encoding": BOTH, **headers})
    return CompressionMiddleware(lambda _: response)(request)


@pytest.mark.parametrize(
    ("content", "kind", "is_smaller"),
    [
        ("x" * 199, "text/html", False),
        ("x" * 200, "text/html", True),
        ("x" * 500, "text/css; charset=utf-8", True),
        ("x" * 500, "application/problem+json", True),
        ("x" * 500, "image/svg+xml", True),
        ("x" * 500, "image/webp", False),
        ("x" * 500, "application/zip", False),
        ("x" * 500, "font/woff2", False),
    ],
)
def test_only_texts_of_some_length_are_compressed(content, kind, is_smaller):
    response = middleware(HttpResponse(content, content_type=kind))

    assert response.has_header("Content-Encoding") is is_smaller


def test_what_is_compressed_already_is_left_alone():
    response = middleware(HttpResponse("x" * 500, headers={"Content-Encoding": "br"}))

    assert (response["Content-Encoding"], len(response.content)) == ("br", 500)


def test_a_strong_tag_becomes_weak_because_it_named_other_bytes():
    response = middleware(HttpResponse("x" * 500, headers={"ETag": '"7-0a1b2c3d"'}))

    assert response["ETag"] == 'W/"7-0a1b2c3d"'


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("", {""}),
        ("gzip", {"gzip"}),
        ("GZIP;q=1.0, br;q=0", {"gzip"}),
        ("br; q=0.000, gzip ; q=0.5", {"gzip"}),
        ("gzip;q=0.01", {"gzip"}),
        ("notgzip", {"notgzip"}),
    ],
)
def test_what_a_client_accepts(header, names):
    assert accepted_encodings(header) == names
