"""Both APIs have one door: the same bodies are refused with the same status and code, each in its own form."""

import json

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from tests.factories.accounts import token_of

pytestmark = pytest.mark.django_db

DOORS = ["/api/v1/orders/", "/graphql/", "/graphql"]


def code_of(response):
    """Return the code of a refusal, after having checked its form."""
    body = response.json()
    if response.request["PATH_INFO"].startswith("/graphql"):
        (error,) = body["errors"]
        assert set(body) == {"errors"}
        assert response["Content-Type"] == "application/json"
        code, number, text = error["extensions"]["code"], error["extensions"]["request_id"], error["message"]
    else:
        assert response["Content-Type"] == "application/problem+json"
        code, number, text = body["code"], body["request_id"], body["detail"]
    assert number == response["Request-Id"]
    assert response["Cache-Control"] == "no-store"
    assert text
    return code


def post(door, body, **values):
    values.setdefault("content_type", "application/json")
    headers = values.pop("headers", {})
    return Client(enforce_csrf_checks=True).post(door, body, headers={"Idempotency-Key": "k", **headers}, **values)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "body",
    [
        "{", "not json", "{'a': 1}", '{"a": NaN}', '{"a": Infinity}', '{"a": 1e999999}', '{"a": %s}' % ("9" * 5000),
        '{"a": "\\ud800"}', '{"a": "\\udc00\\ud800"}', b"\xff\xfe", b'{"a": "\xed\xa0\x80"}', "[" * 100_000,
        "[" * 33 + "]" * 33, '{"a":' * 33 + "1" + "}" * 33, '\ufeff{"query": "{ __typename }"}',
    ],
)  # fmt: skip
def test_what_is_no_json_of_ours_is_malformed(channel, door, body, caplog):
    response = post(door, body)

    assert (response.status_code, code_of(response)) == (400, "malformed_json")
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("body", ["null", "1", '"x"', "true", "[]", "[1]", "[" * 30 + "]" * 30, "{}", '{"nothing": 1}'])
def test_json_of_another_shape_is_refused_and_nothing_is_logged(channel, door, body, caplog):
    response = post(door, body)

    expected = (400, "bad_request") if "graphql" in door else (422, "invalid_input")
    assert (response.status_code, code_of(response)) == expected
    assert caplog.text == ""


@pytest.mark.parametrize("door", DOORS)
def test_the_other_refusals_of_bodies_are_the_same(channel, door):
    asked = [
        post(door, "{}", content_type="text/plain"),
        post(door, "{}", content_type="application/x-www-form-urlencoded"),
        post(door, '{"query": "%s"}' % ("x" * 1_000_000)),
        post(door, "{}", headers={"Transfer-Encoding": "chunked"}),
    ]

    assert [(each.status_code, code_of(each)) for each in asked] == [
        (415, "unsupported_media_type"), (415, "unsupported_media_type"), (413, "body_too_large"),
        (411, "length_required"),
    ]  # fmt: skip


@pytest.mark.parametrize("door", ["/api/v1/orders/", "/api/v1/me/", "/graphql/", "/graphql"])
@pytest.mark.parametrize(
    "header", ["Token abc", "Basic YTpi", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "", "x"]
)
def test_a_header_that_is_no_good_token_is_401_for_all(channel, door, header, caplog):
    method = "get" if door.endswith("me/") else "post"
    response = getattr(Client(), method)(
        door, *([{"query": "{ __typename }"}] if method == "post" else []),
        **({"content_type": "application/json"} if method == "post" else {}), headers={"Authorization": header},
    )  # fmt: skip

    assert (response.status_code, code_of(response)) == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert caplog.text == ""


def test_a_token_is_read_in_the_same_way(channel, shopper):
    token = token_of(shopper)
    for header in (f"Bearer {token}", f"bearer {token}", f"BEARER  {token} "):
        own = post("/graphql/", {"query": "{ me { email } }"}, headers={"Authorization": header})
        assert own.json() == {"data": {"me": {"email": shopper.email}}}
        assert Client().get("/api/v1/me/", headers={"Authorization": header}).json()["email"] == shopper.email


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/nothing", "/graphql/nothing", "/graphql/nothing/"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_no_address_of_programs_is_redirected_or_answered_with_a_page(channel, path, method):
    response = getattr(Client(), method)(path)

    assert (response.status_code, code_of(response)) == (404, "not_found")


@pytest.mark.parametrize("path", DOORS)
def test_a_wrong_host_is_told_in_json(channel, path):
    response = Client(raise_request_exception=False).post(path, headers={"Host": "evil.example"})

    assert (response.status_code, code_of(response)) == (400, "bad_request")


@pytest.mark.parametrize("path", DOORS)
@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_post_without_https_is_refused_instead_of_losing_its_body(channel, path):
    response = post(path, "{}")

    assert (response.status_code, code_of(response)) == (403, "https_required")
    assert Client().get(path).status_code == 301


@pytest.mark.parametrize("path", ["/api/v1/products/", "/graphql/"])
def test_a_crash_before_the_view_is_told_in_json(channel, path, monkeypatch, caplog):
    def fail(*_args):
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", fail)
    response = Client(raise_request_exception=False).post(path, "{}", content_type="application/json")

    assert (response.status_code, code_of(response)) == (500, "internal_error")
    assert b"secret" not in response.content


def test_graphql_says_too_that_the_database_is_away(channel, monkeypatch):
    def fail(**_values):
        raise OperationalError("connection refused to 10.0.0.7")

    monkeypatch.setattr("shop.graphql.queries.catalog.exact_snapshot", fail)
    response = post("/graphql/", {"query": "{ product(id: 1) { name } }"})

    assert (response.status_code, code_of(response), response["Retry-After"]) == (503, "unavailable", "5")
    assert b"10.0.0.7" not in response.content


@pytest.mark.parametrize(
    "body",
    [
        {"query": 1}, {"query": None}, {"query": ""}, {"query": "{me{id}}", "variables": []},
        {"query": "{me{id}}", "variables": "x"}, {"query": "{me{id}}", "operationName": 1},
        {"query": "{me{id}}", "operationName": {}}, {"query": "{me{id}}", "extensions": []},
        {"query": "{me{id}}", "variabels": {}},
        {"query": "query a{me{id}}", "operationName": "b"}, {"query": "fragment a on Query{me{id}}"},
    ],
)  # fmt: skip
def test_members_of_another_kind_are_refused(channel, body, caplog):
    response = post("/graphql/", body)

    assert (response.status_code, code_of(response)) == (400, "bad_request")
    assert caplog.text == ""


ODD = [
    "{ product(id: %s) { name } }" % ("9" * 5000),
    "{ product(id: 99999999999) { name } }",
    "{ product(id: -1.5) { name } }",
    '{ product(id: "1") { name } }',
    "{ products(first: 0) { nodes { id } } }",
    "{ products(first: %s) { nodes { id } } }" % ("9" * 5000),
    '{ products(after: "\\u0000") { nodes { id } } }',
    '{ products(after: "\\ud800") { nodes { id } } }',
    '{ products(filter: {search: "\\ud800"}) { nodes { id } } }',
    '{ products(filter: {minPrice: "1e999999"}) { nodes { id } } }',
    "{ products(filter: {minPrice: 1e999999}) { nodes { id } } }",
    "{ products(filter: {minPrice: %s}) { nodes { id } } }" % ("9" * 5000),
    '{ products(filter: {minPrice: "NaN"}) { nodes { id } } }',
    '{ products(filter: {maxPrice: "-Infinity"}) { nodes { id } } }',
    '{ products(filter: {maxPrice: "sNaN"}) { nodes { id } } }',
    "{ products(filter: {minPrice: []}) { nodes { id } } }",
    "{ products(filter: %s) { nodes { id } } }" % ("[" * 150 + "]" * 150),
    "{ nothing }",
    "{",
    "\x00",
    "{ me { email } ",
    "subscription { me }",
    "{ me { email } } { me { email } }",
    "query a { me { id } } query b { me { id } }",
    "query a { me { id } } mutation b { undef }",
    "query($a: Nothing) { me { email } }",
    "query($a: Int!) { product(id: $a) { name } }",
    "{ ...undef }",
    "{ __typename @undef }",
    "mutation { placeOrder { paymentStatus } }",
    "mutation { undef }",
]


@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_odd_documents_are_the_clients_mistake(channel, query, caplog):
    response = post("/graphql/", json.dumps({"query": query}))

    assert response.status_code in (200, 400)
    for error in response.json()["errors"]:
        assert error["extensions"]["code"] in ("invalid_query", "invalid_input", "bad_request", "query_too_complex")
        assert error["extensions"]["request_id"] == response["Request-Id"]
        assert len(error["message"]) <= 500
    assert caplog.text == ""


VARIABLES = [
    {"id": 99999999999}, {"id": 1.5}, {"id": "1"}, {"id": None}, {}, {"id": True}, {"id": [1]}, {"id": {"a": 1}},
    {"id": 18446744073709551616}, {"id": 1e300},
]  # fmt: skip


@pytest.mark.parametrize("variables", VARIABLES, ids=range(len(VARIABLES)))
def test_odd_variables_are_the_clients_mistake(channel, variables, caplog):
    response = post("/graphql/", {"query": "query($id: Int!) { product(id: $id) { name } }", "variables": variables})

    assert response.json()["errors"][0]["extensions"]["code"] == "invalid_query"
    assert caplog.text == ""


@pytest.mark.parametrize(
    "text", ['{ order(id: "%s") { id } }', '{ order(id: "a", orderToken: "%s") { id } }', '{ returns(orderId: "%s") { id } }',
             '{ withdrawals(orderId: "%s", orderToken: "%s") { id } }']
)  # fmt: skip
@pytest.mark.parametrize("value", ["\\u0000", "a" * 5000, "🫖", "' OR 1=1 --"])
def test_texts_that_name_nothing_find_nothing(channel, shopper, text, value, caplog):
    query = {"query": text.replace("%s", value)}
    response = post("/graphql/", query, headers={"Authorization": f"Bearer {token_of(shopper)}"})

    assert set(response.json()["data"].values()) == {None}
    assert caplog.text == ""
