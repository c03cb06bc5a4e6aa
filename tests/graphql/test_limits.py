"""What a query may not do."""

import os
from pathlib import Path

import pytest
from django.test import Client
from strawberry.printer import print_schema

from shop.graphql.schema import schema

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("schema.graphql")


def refused(ask, query, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = ask(query)
    assert answer.get("data") is None
    return answer["errors"][0]["message"]


def test_the_schema_is_the_one_that_was_reviewed():
    """To accept a change: `UPDATE_SNAPSHOTS=1 uv run --group dev pytest tests/graphql/test_limits.py`."""
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(print_schema(schema) + "\n")
    assert print_schema(schema).strip() == SNAPSHOT.read_text().strip()


def test_too_deep(ask, django_assert_num_queries):
    query = "{ __schema { types " + "{ fields { type " * 6 + "{ name }" + " } }" * 6 + " } }"
    assert refused(ask, query, django_assert_num_queries) == "Maximum introspection depth exceeded"


def test_too_many_aliases(ask, django_assert_num_queries):
    query = "{ " + " ".join(f"a{i}: product(id: 1) {{ name }}" for i in range(16)) + " }"
    assert refused(ask, query, django_assert_num_queries) == "This operation has 16 aliases. The limit is 15."


def test_too_many_tokens(ask, django_assert_num_queries):
    assert "contains more than 1000 tokens" in refused(ask, "{ " + "me " * 1001 + "}", django_assert_num_queries)


def test_too_dear(ask, django_assert_num_queries):
    part = "products(first: 100) { nodes { id name slug price variants { sku price inStock options { name value } } } }"
    query = "{ " + " ".join(f"a{i}: {part}" for i in range(5)) + " }"
    assert refused(ask, query, django_assert_num_queries).startswith("This operation costs")


def test_a_page_size_in_a_variable_counts_as_the_largest(ask, django_assert_num_queries):
    part = "products(first: $n) { nodes { id name slug price variants { sku price inStock options { name value } } } }"
    query = "query($n: Int!) { " + " ".join(f"a{i}: {part}" for i in range(5)) + " }"
    assert refused(ask, query, django_assert_num_queries).startswith("This operation costs")


@pytest.mark.parametrize(
    ("method", "body", "content_type", "status"),
    [
        ("get", {"query": "{ me { email } }"}, None, 405),
        ("post", "not json", "application/json", 400),
        ("post", '[{"query": "{ me { email } }"}]', "application/json", 400),
        ("post", '{"query": "{ me { email } }"}', "text/plain", 415),
        ("post", "{}", "application/json", 400),
    ],
)
def test_only_single_json_posts_are_answered(method, body, content_type, status):
    arguments = {"content_type": content_type} if content_type else {}
    assert getattr(Client(), method)("/graphql/", body, **arguments).status_code == status


def test_whoever_opens_the_address_is_told_how_to_ask():
    answer = Client().get("/graphql/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text.startswith("# GraphQL of this shop.")
    assert "type Product {" in answer.text


def test_a_session_alone_is_nobody(client, shopper):
    client.force_login(shopper)
    answer = client.post("/graphql/", {"query": "{ me { email } }"}, content_type="application/json")
    assert answer.json() == {"data": {"me": None}}


def test_what_goes_wrong_inside_is_not_told(ask, monkeypatch, channel, caplog):
    def broken(**_values):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("shop.graphql.queries.catalog.exact_snapshot", broken)
    answer = ask("{ product(id: 1) { name } }")
    assert [error["message"] for error in answer["errors"]] == [
        "Something went wrong on our side. Quote the request ID when you contact us."
    ]
    assert answer["errors"][0]["extensions"]["code"] == "internal_error"
    assert "secret detail" in caplog.text


def test_no_suggestions_for_misspelled_fields(ask):
    assert "Did you mean" not in str(ask("{ produkt(id: 1) { name } }"))
