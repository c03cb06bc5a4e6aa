"""No document makes the shop work more than its own length and the limits allow. Work is counted, not timed."""

import threading
from contextlib import suppress

import pytest
import strawberry
from django.test import Client
from graphql import get_introspection_query, parse

from shop.graphql import budget, limits
from shop.graphql.limits import MAX_COST, Scale, weigh
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


def doubling(levels, inside="__typename"):
    """Each fragment spreads the next one twice: 2^levels when it is walked anew at each spread."""
    fragments = " ".join(f"fragment f{n} on Query {{...f{n + 1} ...f{n + 1}}}" for n in range(levels))
    return f"query {{...f0}} {fragments} fragment f{levels} on Query {{{inside}}}"


def wide(fragments):
    """Each fragment spreads all those behind it: also 2^fragments, with no spread twice."""
    spreads = [" ".join(f"...f{n}" for n in range(number + 1, fragments + 1)) for number in range(fragments)]
    texts = " ".join(f"fragment f{number} on Query {{{each}}}" for number, each in enumerate(spreads))
    return f"query {{...f0}} {texts} fragment f{fragments} on Query {{__typename}}"


def nodes_of(document):
    return sum(1 for _ in limits._nodes(document))


@pytest.fixture
def validated(monkeypatch):
    """Whether the library's own rules have seen a document, which costs more than weighing it."""
    seen = []
    validate = strawberry.schema.schema.validate_document
    monkeypatch.setattr(
        strawberry.schema.schema, "validate_document", lambda *values: seen.append(1) or validate(*values)
    )
    return seen


def refusal_of(ask, query, code="query_too_complex"):
    (error,) = ask(query)["errors"]
    assert error["extensions"]["code"] == code
    return error["message"]


@pytest.mark.parametrize("document", [doubling(1), doubling(10), doubling(30), wide(5), wide(12)])
def test_each_node_is_weighed_once(document):
    parsed = parse(document)
    scale = Scale(parsed)
    with suppress(limits.TooComplex):  # too dear; by then everything has been looked at
        scale.heaviest()

    assert scale.visited == nodes_of(parsed)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (doubling(17), "This operation costs 131072. The limit is 5000."),
        (doubling(30), "This operation costs over a million. The limit is 5000."),
        (doubling(45), "The document has more than 40 levels."),
        (doubling(90), "The document has 181 fragment spreads. The limit is 100."),
        ("{" + "me{email}" * 100 + "}", "The document repeats field names too often: 'me' 100 times."),
        ("{" + "__typename " * 390 + "}", "The document repeats field names too often: '__typename' 390 times."),
        (
            "{" + "".join(f"a{n % 5}: __typename " for n in range(300)) + "}",
            "The document repeats field names too often: 'a0' 60 times.",
        ),
        ("{" + "__typename " * 500 + "}", "The document has 500 fields. The limit is 400."),
        ("{ __typename " + "@skip(if: true) " * 60 + "}", "The document has 60 directives. The limit is 50."),
        ("query " + "@skip(if: true) " * 60 + "{ __typename }", "The document has 60 directives. The limit is 50."),
        ("{" + "me{" * 60 + "id" + "}" * 61, "The document has more than 40 levels."),
        ("{" + "".join(f"a{n}:me{{" for n in range(45)) + "id" + "}" * 46, "The document has more than 40 levels."),
        ("{" + "... {" * 60 + "__typename" + "}" * 61, "The document has more than 40 levels."),
        ("{" + "".join(f"a{n}:me{{" for n in range(12)) + "id" + "}" * 13, "12 levels deep. The limit is 10."),
    ],
)
def test_what_is_too_much_is_refused_before_it_is_validated(ask, validated, document, message):
    assert message in refusal_of(ask, document)
    assert validated == []


@pytest.mark.parametrize(
    "products",
    [
        "products(first: -9999999) @skip(if: true) {nodes{id}}",
        "products(first: -1) {nodes{id}}",
        "products(first: 0) {nodes{id}}",
        "products(first: -99999999999999999999) @include(if: false) {nodes{id}}",
        "products(first: -9999999, first: 1) {nodes{id}}",
    ],
)
def test_nothing_takes_away_from_the_cost(channel, ask, products):
    part = "products(first: 100) {nodes {id name slug price inStock variants {sku price inStock availability}}}"
    query = f"{{ x: {products} {' '.join(f'a{n}: {part}' for n in range(5))} }}"

    assert refusal_of(ask, query).startswith("This operation costs")


def test_skipped_fields_count():
    part = "products(first: 100) @skip(if: true) {nodes {id}}"

    assert (
        weigh(parse("{" + part + "}")).cost == weigh(parse("{" + part.replace("@skip(if: true)", "") + "}")).cost == 210
    )


@pytest.mark.parametrize("size", ["9" * 40, "-" + "9" * 39, "101"])
def test_numbers_of_many_digits_count_as_the_largest_page(size):
    assert weigh(parse(f"{{ products(first: {size}) {{ nodes {{ id }} }} }}")).cost == 210


def test_searches_and_whole_lists_cost_what_they_do_whatever_is_asked_of_them():
    search = 'products(first: 1, filter: {search: "lapm"}) {nodes {id}}'
    searches = " ".join(f"a{number}: {search}" for number in range(7))

    assert weigh(parse("{" + search + "}")).cost == 52
    assert weigh(parse("{" + searches + "}")).cost > limits.COSTLY
    assert weigh(parse("{ products(first: 1) {nodes {id}} }")).cost == 12
    assert weigh(parse("{ categories {id name} }")).cost == 201
    types = " ".join(f'a{n}: __type(name: "Order") {{ fields {{ name }} }}' for n in range(15))
    assert weigh(parse('{ __type(name: "Order") { fields { name } } }')).cost == 52
    assert weigh(parse("{" + types + "}")).cost > limits.COSTLY


def test_variables_of_many_values_are_refused_before_each_is_looked_at(channel, client):
    def sent(count):
        lines = [{"sku": "X", "quantity": 1} for _ in range(count)]
        body = {"query": "query Q($o: [Int]) { __typename }", "variables": {"o": lines}}
        return client.post("/graphql/", body, content_type="application/json")

    assert sent(666).status_code == 200  # one list, 666 lines, two values in each
    refused = sent(667)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["message"] == "`variables` has more than 2000 values."


def test_one_operation_does_not_hide_behind_another():
    parts = " ".join(f"a{n}: products(first: 100) {{nodes {{id name slug price inStock vendor}}}}" for n in range(9))

    with pytest.raises(limits.TooComplex, match="costs"):
        weigh(parse(f"query small {{ __typename }} query large {{ {parts} }}"))


def test_aliases_in_fragments_count_as_often_as_they_are_spread(ask):
    query = "{...A ...B} fragment A on Query {...B ...B} fragment B on Query {" + " ".join(
        f"a{n}: __typename" for n in range(6)
    )

    assert refusal_of(ask, query + "}") == "This operation has 18 aliases. The limit is 15."


def test_fragments_in_a_circle_are_refused(ask, validated):
    assert refusal_of(ask, "{...A} fragment A on Query {...B} fragment B on Query {...A}", "invalid_query") == (
        "Fragment 'A' spreads itself."
    )


def test_a_fragment_that_does_not_exist_is_the_clients_mistake(ask, caplog):
    (error,) = ask("{...undef}")["errors"]

    assert (error["message"], error["extensions"]["code"]) == ("Unknown fragment 'undef'.", "invalid_query")
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ " + "me " * 1001 + "}", "contains more than 1000 tokens"),
        ("# comment\n" * 201 + "{ __typename }", "more than 200 comments"),
        ("{ __typename } #" + "x" * 20_000, "20000"),
    ],
)
def test_a_document_is_bounded_before_it_is_parsed(ask, query, message):
    assert message in refusal_of(ask, query, "invalid_query")


def test_tools_may_read_the_whole_schema(ask):
    answer = ask(get_introspection_query())

    assert "errors" not in answer
    assert len(answer["data"]["__schema"]["types"]) > 50


def test_the_schema_is_not_read_over_and_over(ask):
    types = "types { kind description fields { description isDeprecated name args { name } type { kind name } } }"
    aliases = " ".join(f"a{n}: __schema {{ {types} }}" for n in range(15))

    assert too_large(ask(f"{{ {aliases} }}"))


def test_an_answer_is_bounded_in_fields(channel, ask, monkeypatch):
    make_product("Mug", skus=[f"M{number}" for number in range(20)])
    query = "{ products { nodes { variants { sku } } } }"  # products, nodes, variants and twenty SKUs
    monkeypatch.setattr(budget, "MAX_FIELDS", 23)
    assert "errors" not in ask(query)

    monkeypatch.setattr(budget, "MAX_FIELDS", 22)
    assert too_large(ask(query))


def too_large(answer):
    (error,) = answer["errors"]
    assert set(answer) == {"errors"}
    assert error["message"] == "The answer would be too large or take too long. Ask for less at once."
    return error["extensions"]["code"] == "answer_too_large"


def test_an_answer_is_bounded_in_characters(channel, ask, monkeypatch):
    make_product("Mug", skus=["A"], description="x" * 1000)
    make_product("Jug", skus=["B"], description="x" * 1000)
    query = "{ products { nodes { description } } }"
    monkeypatch.setattr(budget, "MAX_CHARACTERS", 2100)
    assert "errors" not in ask(query)

    monkeypatch.setattr(budget, "MAX_CHARACTERS", 900)
    assert too_large(ask(query))


def test_an_answer_is_bounded_in_time(channel, ask, monkeypatch):
    hours = iter(range(0, 36_000, 12))
    monkeypatch.setattr(budget, "clock", lambda: next(hours))  # each look at it is 12 seconds later
    assert ask("{ products { nodes { id } } }")["data"] == {"products": {"nodes": []}}
    make_product("Mug", skus=[f"M{number}" for number in range(20)])

    assert too_large(ask("{ products { nodes { variants { sku price } } } }"))


COSTLY = "{ products(first: 100) { nodes { id name variants { sku } } } }"


def test_costly_queries_are_answered_one_at_a_time_and_one_waits(channel, monkeypatch, caplog):
    assert limits.COSTLY < weigh(parse(COSTLY)).cost < MAX_COST
    monkeypatch.setattr(budget, "WAIT_SECONDS", 0)
    with budget.one_at_a_time():
        waited = post(COSTLY)
        cheap = post("{ products { nodes { id } } }")

        with pytest.MonkeyPatch.context() as nobody:
            nobody.setattr(budget, "_waiting", threading.Semaphore(0))
            refused = post(COSTLY)

    assert (cheap.status_code, post(COSTLY).status_code) == (200, 200)
    for answer in (waited, refused):
        assert (answer.status_code, answer["Retry-After"]) == (503, "1")
        assert answer.json()["errors"][0]["extensions"]["code"] == "too_busy"
    assert caplog.text == ""  # or eight clients fill the disk


def test_a_query_that_fails_lets_the_next_one_run(channel, ask, monkeypatch):
    monkeypatch.setattr(budget, "MAX_FIELDS", 1)
    for _ in range(5):
        ask(COSTLY)
    monkeypatch.undo()

    assert "errors" not in ask(COSTLY)


def post(query):
    return Client().post("/graphql/", {"query": query}, content_type="application/json")
