"""One slow statement of the public side is ended, at every door, and told as what it is; staff may wait longer."""

import json

import pytest
from django.db import connection, transaction

from shop.api.v1.routers import catalog as api_catalog
from shop.core.statements import statements_within
from shop.graphql.queries import catalog as graphql_catalog
from shop.storefront.views import search as search_pages
from tests.factories.shop import make_channel

pytestmark = pytest.mark.django_db(transaction=True)
USUAL = "1min"  # of the connections of the tests


def limit():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


def slow(*_args, **_kwargs):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")


@pytest.fixture(autouse=True)
def _slow_shop(settings, monkeypatch, client):
    make_channel()
    settings.PUBLIC_STATEMENT_MS = 50
    for module, name in (
        (search_pages, "suggest"),
        (search_pages, "show_listing"),
        (api_catalog, "list_after"),
        (graphql_catalog, "list_after"),
    ):
        monkeypatch.setattr(module, name, slow)
    monkeypatch.setattr(client, "raise_request_exception", False)


@pytest.mark.parametrize("url", ["/search/?q=mug", "/search/suggest/?q=mug"])
def test_a_page_says_that_the_shop_is_busy(client, url):
    answer = client.get(url, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "<h1>The shop is very busy right now</h1>" in answer.content.decode()
    assert limit() == USUAL


def test_the_json_api_answers_a_problem(client):
    answer = client.get("/api/v1/products/?q=mug")

    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "too_busy")
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/errors/too_busy/").status_code == 200


def test_graphql_answers_the_same(client):
    query = json.dumps({"query": '{ products(filter: {search: "mug"}) { nodes { id } } }'})
    answer = client.post("/graphql/", query, content_type="application/json")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["too_busy"]
    assert limit() == USUAL


def test_staff_have_the_time_that_the_connection_has(client, manager, monkeypatch):
    seen = []
    monkeypatch.setattr("shop.backoffice.site.find", lambda *_args, **_kwargs: seen.append(limit()) or "/admin/")
    client.force_login(manager)
    client.get("/admin/search/?q=mug")

    assert seen == [USUAL]


def test_an_operation_may_wait_for_locks_as_long_as_it_tells():
    with statements_within(50):
        assert limit() == "50ms"
        for _ in range(2):
            with transaction.atomic():
                assert limit() == USUAL
            assert limit() == "50ms"
        with pytest.raises(RuntimeError), transaction.atomic():
            assert limit() == USUAL
            raise RuntimeError
        with transaction.atomic():
            assert limit() == USUAL
        assert limit() == "50ms"
    assert limit() == USUAL


def test_nothing_is_sent_where_nothing_is_asked(django_assert_num_queries):
    with statements_within(50), django_assert_num_queries(0):
        pass
    assert limit() == USUAL
