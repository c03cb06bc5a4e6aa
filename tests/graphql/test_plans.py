"""A query that comes again is answered by its plan: the same answer, to the letter, and graphql-core is not asked."""

import pytest
from django.db import OperationalError
from django.test import Client

from shop.graphql.plans import MAX_CHARACTERS, MAX_PLANS, Plans
from shop.graphql.queries import catalog
from shop.graphql.schema import plans, schema
from tests.factories.accounts import token_of
from tests.factories.catalog import make_category, make_product

pytestmark = pytest.mark.django_db

EVERYTHING = """
query Everything($sort: ProductSort, $filter: ProductFilter) {
  shown: products(first: 2, sort: $sort, filter: $filter) {
    edges { cursor node { id ...Texts } }
    nodes { id name ...Texts variants { ...Stock options { name value } components { sku } } }
    pageInfo { hasNextPage endCursor __typename }
    searchCorrected searchRelaxed
  }
  again: products(first: 1) { nodes { name } nodes { slug category { id } category { name } } }
  product(id: 999999999) { name }
  categories { id name path description parentId }
  __typename
}
fragment Texts on Product {
  slug description vendor tags withdrawalExempt url currency price compareAtPrice inStock createdAt
  ... { category { url } } ... on Product { images { url alt width height } }
}
fragment Stock on Variant { sku price compareAtPrice inStock availability unitsLeft availableFrom }
"""


@pytest.fixture(autouse=True)
def no_plans_of_other_tests():
    plans._plans.clear()


@pytest.fixture
def goods(channel):
    cups = make_category("Cups", parent=make_category("Table"))
    make_product("Cheap cup", skus=["A", "B"], price_minor=500, compare_at_minor=700, category=cups, vendor="Bo")
    make_product("Dear cup", skus=["C"], price_minor=5000, stock=0, category=cups)
    make_product("Spoon", skus=["D"], price_minor=500, tags=["new"])


def sent(query, variables=None, operation=None, token=""):
    body = {"query": query, "variables": variables, "operationName": operation}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post("/graphql/", body, content_type="application/json", headers=headers)


def both(monkeypatch, query, variables=None, operation=None):
    """Return what graphql-core answers, and what is answered without it."""
    first = sent(query, variables, operation)
    with monkeypatch.context() as without:
        without.setattr(schema, "execute_sync", lambda *_args, **_values: pytest.fail("graphql-core was asked"))
        second = sent(query, variables, operation)
    assert (first.status_code, first["Content-Type"], first["Cache-Control"]) == (
        second.status_code,
        second["Content-Type"],
        second["Cache-Control"],
    )
    return first.content, second.content


@pytest.mark.parametrize(
    "variables",
    [
        {},
        None,
        {"sort": "PRICE_DESC"},
        {"filter": {"inStock": True, "maxPrice": "5.00", "search": None}},
        {"filter": {"search": "cpu"}},
    ],
)
def test_the_answer_is_the_same_to_the_letter(goods, monkeypatch, variables):
    slow, short = both(monkeypatch, EVERYTHING, variables)
    assert b'"errors"' not in slow
    assert short == slow


def test_of_several_operations_the_one_that_is_named_is_answered(goods, monkeypatch):
    query = "query A { categories { name } } query B { categories { path } }"
    for name, member in (("A", b'{"name":"Table"}'), ("B", b'{"path":"table"}')):
        slow, short = both(monkeypatch, query, operation=name)
        assert short == slow
        assert member in short


def test_a_plan_reads_what_is_there_now(goods, monkeypatch):
    query = '{ products(filter: {search: "spoon"}) { nodes { name price } } }'
    both(monkeypatch, query)
    make_product("Silver spoon", skus=["E"], price_minor=900)
    assert sorted(node["name"] for node in sent(query).json()["data"]["products"]["nodes"]) == ["Silver spoon", "Spoon"]


@pytest.mark.parametrize(
    "query",
    [
        "{ categories @skip(if: false) { name } }",
        "{ categories { ... @include(if: true) { name } } }",
        "{ categories { ...Name @include(if: true) } } fragment Name on Category { name }",
        '{ __type(name: "Order") { name } }',
        "{ me { email } }",
        "{ products(first: 0) { nodes { id } } me { email } }",
        "# " + "x" * MAX_CHARACTERS + "\n{ categories { name } }",
    ],
)
def test_what_needs_more_is_left_to_graphql_core(goods, query):
    assert sent(query).status_code == 200
    assert plans.find(query, None) is None


def test_a_mutation_has_no_plan(channel):
    query = 'mutation { requestBackInStock(input: {sku: "A", email: "ada@example.com"}) { sku } }'
    assert "data" in sent(query).json()
    assert plans._plans == {}


def test_what_fails_is_told_by_graphql_core(goods):
    """Also what it could tell beside the failure."""
    query = "query ($first: Int!) { categories { name } products(first: $first) { nodes { id } } }"
    assert "errors" not in sent(query, {"first": 1}).json()
    assert plans.find(query, None) is not None
    too_many, wrong = sent(query, {"first": 101}).json(), sent(query, {"first": "x"}).json()
    assert [error["extensions"]["code"] for error in too_many["errors"]] == ["invalid_input"]
    assert too_many["errors"][0]["path"] == ["products"]
    assert wrong["errors"][0]["extensions"]["code"] == "invalid_query"
    assert "Int cannot represent non-integer value" in wrong["errors"][0]["message"]


def test_a_null_where_there_must_be_a_value_is_an_error_as_ever(goods, monkeypatch):
    query = "{ products(first: 1) { nodes { vendor images { alt } } } }"
    sent(query)
    monkeypatch.setattr(catalog.ProductConnection, "of", lambda *_values: None)
    answer = sent(query).json()
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["products"], "internal_error")


def test_a_database_that_is_away_is_asked_once(goods, monkeypatch):
    query = "{ products(first: 1) { nodes { id } } }"
    sent(query)
    asked = []

    def fails(**_values):
        asked.append(1)
        raise OperationalError

    monkeypatch.setattr(catalog, "list_after", fails)
    answer = sent(query)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "unavailable")
    assert asked == [1]


def test_a_wrong_token_is_refused_before(goods, shopper):
    query = "{ categories { name } }"
    assert sent(query).status_code == 200
    assert sent(query, token="wrong").status_code == 401
    assert sent(query, token=token_of(shopper)).status_code == 200


def test_the_oldest_plan_goes_for_a_new_one():
    from graphql import parse

    few = Plans()
    texts = [f"{{ a{number}: __typename }}" for number in range(MAX_PLANS + 1)]
    for text in texts:
        few.learn(schema._schema, text, None, parse(text), 1)
    assert few.find(texts[0], None) is None
    assert few.find(texts[1], None).answer({}) == {"a1": "Query"}
    assert len(few._plans) == MAX_PLANS
