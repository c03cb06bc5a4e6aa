"""Hostile requests to every operation: the answer is always one that its documentation names, and never a 500."""

import json
from functools import cache
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.api.v1.api import api as v1
from tests.api.conftest import ADDRESS, Api
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["\x00", "' OR 1=1 --", "../../etc/passwd", "MUG", "1", "DE", "test", "١", "🫖", "a" * 5000]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
GOOD = {
    "Registration": {"username": "ada", "email": "ada@example.com", "password": "engine no. 1 of many"},
    "Credentials": {"email": "shopper@example.com", "password": "correct horse battery"},
    "RefreshToken": {"refresh": "a.b.c"},
    "NewReturn": {"items": [{"sku": "MUG", "quantity": 1, "reason": "other"}], "comment": "No"},
    "NewWithdrawal": {"items": [{"sku": "MUG", "quantity": 1}], "name": "Ada", "email": "ada@example.com"},
    "Attempt": {"payment": {"provider": "test"}},
    "NewWaiting": {"sku": "MUG", "email": "ada@example.com"},
    "NewDeclaration": {"name": "Ada", "order_number": "1", "email": "ada@example.com", "goods": "The mug"},
    "NewOrder": {
        "email": "ada@example.com",
        "lines": [{"sku": "MUG", "quantity": 1}],
        "shipping_address": ADDRESS,
        "payment": {"provider": "test"},
    },
}


@cache
def operations():
    paths = v1.get_openapi_schema()["paths"]
    return [(method.upper(), path, methods[method]) for path, methods in paths.items() for method in methods]


@st.composite
def requests(draw):
    """A request that begins as a good one and then has parts replaced, added and removed."""
    method, path, operation = draw(st.sampled_from(operations()))
    names = [p["name"] for p in operation["parameters"] if p["in"] == "query"]
    chosen = draw(st.lists(st.sampled_from(names), max_size=3, unique=True)) if names else []
    query = "&".join(f"{name}={quote(draw(TEXTS), safe='')}" for name in chosen)
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(draw(TEXTS), safe="") or "x")
    body = None
    if "requestBody" in operation:
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        body = draw(st.one_of(mutated(GOOD[name]), VALUES))
    key = draw(st.one_of(st.none(), st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=300)))
    return method, f"{path}?{query}" if query else path, operation, body, key


@st.composite
def mutated(draw, good):
    body = json.loads(json.dumps(good))
    for _ in range(draw(st.integers(0, 2))):
        part = body
        while True:
            key = draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
            if isinstance(part[key], (dict, list)) and part[key] and draw(st.booleans()):
                part = part[key]
                continue
            part[key] = draw(VALUES)
            break
    return body


@pytest.fixture
def callers(channel, shopper):
    make_product("Dock mug", skus=["MUG"], stock=1_000_000)
    return [Api(), Api(shopper)]


@settings(max_examples=250)
@given(request=requests(), logged_in=st.booleans())
def test_every_answer_is_a_documented_one(callers, request, logged_in):
    method, address, operation, body, key = request
    if operation["operationId"] == "log_out" and logged_in:
        return
    headers = {} if key is None else {"Idempotency_Key": key}
    text = None if body is None else json.dumps(body).encode("utf-8", "surrogatepass")

    response = callers[logged_in].send(method, address, text, **headers)

    assert response.status_code in {int(status) for status in operation["responses"]} - {500, 503}, response.content
