"""Finished answers: who gets them, under which address, and in which form."""

from __future__ import annotations

import gzip
import time
from datetime import timedelta
from threading import Barrier, Thread

import brotli
import pytest
from backports import zstd
from django.test import Client
from django.utils import timezone

from shop.catalog.models import Category, Product
from shop.channels.models import Channel
from shop.config.addresses import key_of
from shop.core.shown import shows_until
from tests.factories.catalog import make_category, make_product
from tests.kept.front import Fronted, environ_of


@pytest.fixture
def shop(channel, monkeypatch):
    make_product("Dock mug", skus=["MUG-A", "MUG-B"], category=make_category("Mugs"), description="Stoneware. " * 40)
    shop = Fronted(monkeypatch)
    shop.get("/c/mugs/")
    shop.hear()
    return shop


def test_the_second_visitor_gets_the_same_without_django(shop, django_assert_num_queries):
    first = shop.get("/c/mugs/")
    with django_assert_num_queries(0):
        second = shop.get("/c/mugs/")
    assert (first.is_hit, second.is_hit) == (False, True)
    assert second.body == first.body
    own = {"Request-Id", "Cache-Status"}
    assert {k: v for k, v in second.headers.items() if k not in own} == {
        k: v for k, v in first.headers.items() if k not in own
    }
    assert second.headers["Request-Id"] != first.headers["Request-Id"]
    assert shop.get("/c/mugs/", request_id="mine-12345").headers["Request-Id"] == "mine-12345"


def test_django_alone_answers_the_same(shop):
    kept, plain = shop.get("/c/mugs/"), shop.get("/c/mugs/", front=False)
    assert kept.body == plain.body
    assert {k: v for k, v in kept.headers.items() if k != "Request-Id"} == {
        k: v for k, v in plain.headers.items() if k != "Request-Id"
    }


def test_parameters_are_told_apart_by_what_they_mean(shop):
    shop.get("/c/mugs/?sort=price&f.glaze=Red&f.glaze=Blue")
    assert shop.get("/c/mugs/?utm_source=mail&f.glaze=Red&f.glaze=Blue&sort=price&gclid=1").is_hit
    assert not shop.get("/c/mugs/?f.glaze=Blue&f.glaze=Red&sort=price").is_hit  # chips in another order
    assert not shop.get("/c/mugs/?f.glaze=Red&sort=price").is_hit
    assert not shop.get("/p/dock-mug/?sort=price").is_hit
    assert shop.get("/p/dock-mug/").is_hit


def test_foreign_parameters_never_get_into_the_page(shop):
    assert b"secret" not in shop.get("/c/mugs/?utm_source=secret").body
    assert shop.get("/c/mugs/").is_hit


def test_a_redirect_takes_all_parameters_along(shop):
    Product.objects.filter(slug="dock-mug").update(slug="pier-mug")
    shop.hear()
    moved = shop.get("/p/dock-mug/?utm_source=mail")
    assert (moved.status, moved.headers["Location"]) == (301, "/p/pier-mug/?utm_source=mail")
    assert not shop.keeps("/p/dock-mug/")


def test_who_has_the_page_gets_304(shop):
    tag = shop.get("/c/mugs/").headers["ETag"]
    for given in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = shop.get("/c/mugs/", if_none_match=given)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
        assert "Content-Length" not in again.headers
    assert shop.get("/c/mugs/", if_none_match='"other"').status == 200


def test_head_has_the_headers_alone(shop):
    page = shop.get("/c/mugs/")
    head = shop.get("/c/mugs/", method="HEAD")
    assert (head.status, head.body, head.is_hit) == (200, b"", True)
    assert head.headers["Content-Length"] == str(len(page.body))
    assert shop.get("/p/dock-mug/", method="HEAD").body == b""  # also the first time
    assert shop.get("/p/dock-mug/").body


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, zstd", "zstd", zstd.decompress),
        ("gzip;q=0.5", "gzip", gzip.decompress),
        ("br;q=0, identity", None, bytes),
    ],
)
def test_each_encoding_is_made_once(shop, accepted, encoding, decode):
    plain = shop.get("/c/mugs/").body
    for _ in range(2):
        reply = shop.get("/c/mugs/", accept_encoding=accepted)
        assert reply.headers.get("Content-Encoding") == encoding
        assert reply.headers["Content-Length"] == str(len(reply.body))
        assert decode(reply.body) == plain
    assert reply.is_hit
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert shop.get("/c/mugs/").body == plain  # made of the encoded one again


def test_cookies_are_neither_read_nor_set(shop, manager):
    client = Client()
    client.force_login(manager)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    first = shop.get("/p/dock-mug/", cookie=cookie)
    second = shop.get("/p/dock-mug/")
    assert second.is_hit
    assert "Set-Cookie" not in first.headers
    assert second.body == first.body


@pytest.mark.parametrize(
    "address", ["/c/none/", "/cart/", "/account/login/", "/-/me/", "/search/suggest/?q=mug", "/livez"]
)
def test_what_is_not_everybodys_is_not_kept(shop, address):
    first, second = shop.get(address), shop.get(address)
    assert first.status == second.status
    assert not second.is_hit
    assert not shop.keeps(address)


def test_a_closed_shop_is_closed_at_once(shop, monkeypatch):
    monkeypatch.setattr("shop.config.opening.changes", shop.changes)
    monkeypatch.setattr("shop.config.opening.kept_value", lambda _key, _tags, make: make())
    addresses = ["/c/mugs/", "/api/v1/products/", "/robots.txt"]
    assert [shop.get(address).status for address in addresses] == [200, 200, 200]
    Channel.objects.update(opened_at=None)
    assert shop.hear() == {"channel"}
    assert [shop.get(address).status for address in addresses] == [503, 503, 200]
    Channel.objects.update(opened_at=timezone.now())
    shop.hear()
    assert [shop.get(address).status for address in addresses] == [200, 200, 200]


def test_an_api_answers_the_sites_that_may_ask(shop, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://partner.example"]
    for origin in ("https://partner.example", "https://foe.example", ""):
        given = {"origin": origin} if origin else {}
        replies = [shop.get("/api/v1/products/", **given) for _ in range(2)]
        assert replies[1].is_hit == (origin != "https://foe.example")
        assert replies[1].headers.get("access-control-allow-origin", "") == (origin if "partner" in origin else "")
    assert not shop.get("/api/v1/products/", authorization="Bearer x").is_hit


def test_a_page_that_is_right_until_noon_is_made_anew_at_noon(shop, monkeypatch):
    monkeypatch.setattr(
        "shop.storefront.views.catalog.read_listing",
        _saying(
            lambda: shows_until(timezone.now() - timedelta(seconds=1)), "shop.storefront.views.catalog.read_listing"
        ),
    )
    shop.forget("/c/mugs/")
    shop.get("/c/mugs/")
    assert not shop.get("/c/mugs/").is_hit


def _saying(say, name):
    from django.utils.module_loading import import_string

    function = import_string(name)

    def said(*args, **values):
        say()
        return function(*args, **values)

    return said


def test_without_ears_django_answers(shop):
    shop.changes.note(frozenset(), asked_at=time.monotonic() - 1)
    reply = shop.get("/c/mugs/")
    assert (reply.status, reply.is_hit) == (200, False)


def test_a_page_that_reads_what_nobody_tells_of_is_not_kept(shop, monkeypatch):
    from shop.accounts.models import User

    shop.forget("/c/mugs/")
    monkeypatch.setattr(
        "shop.storefront.views.catalog.read_listing",
        _saying(User.objects.exists, "shop.storefront.views.catalog.read_listing"),
    )
    assert shop.get("/c/mugs/").status == 200
    assert not shop.keeps("/c/mugs/")


@pytest.mark.parametrize(
    "address",
    [
        "/c/mugs/?" + "x" * 1001,
        "/c/" + "x" * 1001 + "/",
        "/c/mugs/?" + "&".join(f"f.a{n}=1" for n in range(201)),
        "/c/%ff/",
    ],
)
def test_what_nobody_asks_for_twice_has_no_key(address):
    assert key_of(environ_of(address)) is None


def test_one_thread_makes_what_many_ask_for(shop, monkeypatch):
    made, together = [], Barrier(4)
    answer = shop.front.application

    def slow(environ, start_response):
        made.append(environ["PATH_INFO"])
        (done,) = shop.front._making.values()
        while len(done._cond._waiters) < 3:  # until the others wait
            time.sleep(0)
        start_response("200 OK", [("Cache-Control", "public"), ("Content-Type", "text/plain")])
        return [b"made"]

    shop.front.application = slow
    bodies = []

    def ask():
        together.wait()
        bodies.append(shop.get("/help/x/").body)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [b"made"] * 4
    assert made == ["/help/x/"]
    shop.front.application = answer


def test_names_of_categories_are_in_every_header(shop):
    shop.get("/p/dock-mug/")
    Category.objects.update(name="Cups")
    assert "navigation" in shop.hear()
    assert b"Cups" in shop.get("/p/dock-mug/").body


_QUERY = '{"query": "{ products(first: 2) { nodes { name price } } categories { name description } }"}'


def test_a_query_is_kept_from_its_third_time(shop, django_assert_num_queries):
    """The first is executed, the second is answered by its plan."""
    first, second = shop.get("/graphql/", body=_QUERY), shop.get("/graphql/", body=_QUERY)
    with django_assert_num_queries(0):
        third = shop.get("/graphql/", body=_QUERY)
    assert third.is_hit
    assert first.body == second.body == third.body
    assert b"Dock mug" in first.body
    assert third.headers["Cache-Control"] == "no-store"
    assert not shop.get("/graphql/", body=_QUERY, authorization="Bearer none").is_hit
    assert not shop.get("/graphql/", body=_QUERY.replace("2", "1")).is_hit
    Category.objects.update(description="New")
    shop.hear()
    fourth = shop.get("/graphql/", body=_QUERY)
    assert (fourth.is_hit, b"New" in fourth.body) == (False, True)


@pytest.mark.parametrize(
    "body",
    [
        '{"query": "{ me { email } }"}',
        '{"query": "mutation { x }"}',
        '{"query": "{ nothing }"}',
        "{",
        "[]",
        '{"query": ""}',
    ],
)
def test_what_has_no_plan_is_asked_each_time(shop, body):
    replies = [shop.get("/graphql/", body=body) for _ in range(3)]
    assert not any(reply.is_hit for reply in replies)
    assert len({reply.status for reply in replies}) == 1


def test_who_breaks_off_while_asking_is_left_to_django():
    class Broken:
        def read(self, _size):
            raise OSError("gone")

    asked = environ_of("/graphql/", "POST") | {"CONTENT_LENGTH": "9", "wsgi.input": Broken()}
    assert key_of(asked) is None
