"""Pages of other sites may call both APIs from a browser: those that are listed, by token, and never with cookies."""

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from shop.api.v1.api import api as v1
from shop.config import settings as configured
from tests.api.conftest import ADDRESS
from tests.factories.accounts import token_of
from tests.factories.catalog import make_product

APP = "https://app.example"
HEADERS = "accept, authorization, content-type, idempotency-key, if-match, if-none-match, order-token, request-id"
EXPOSED = "Location, ETag, Link, Retry-After, Idempotency-Replayed, Request-Id"
PATHS = [path.format(product_id=1, order_id="a", return_id="b", withdrawal_id="c", code="busy")
         for path in v1.get_openapi_schema()["paths"]]  # fmt: skip
EVERYWHERE = [*PATHS, "/api/v1/docs", "/api/v1/openapi.json", "/api/nothing/", "/graphql/", "/graphql"]


@pytest.fixture(autouse=True)
def listed(settings):
    settings.CORS_ALLOWED_ORIGINS = [APP]


def cors(response):
    return {name: text for name, text in response.headers.items() if name.lower().startswith("access-control-")}


@pytest.mark.parametrize("path", EVERYWHERE)
def test_a_preflight_is_answered_everywhere_and_kept(db, path):
    asked = {"Origin": APP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    response = Client().options(path, headers=asked)

    assert response.status_code == 200
    assert cors(response) == {
        "access-control-allow-origin": APP,
        "access-control-allow-methods": "GET, HEAD, OPTIONS, POST",
        "access-control-allow-headers": HEADERS,
        "access-control-expose-headers": EXPOSED,
        "access-control-max-age": "7200",
    }
    assert response["Request-Id"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_options_answers_everywhere(db, channel, path):
    response = Client().options(path)

    if "nothing" in path:
        assert response.status_code == 404
    else:
        assert (response.status_code, "OPTIONS" in response["Allow"]) == (204, True)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://app.example", "https://app.example:444", "https://app.example.evil.example", "null",
     "https://[", "file://", ""],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/v1/errors/", "/graphql/"])
def test_others_are_answered_as_if_there_were_no_such_thing(db, path, origin):
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}

    assert cors(Client().get(path, headers={"Origin": origin})) == {}
    assert cors(Client().options(path, headers=asked)) == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/errors/", 200), ("get", "/api/v1/orders/", 401), ("post", "/api/v1/orders/", 415),
        ("delete", "/api/v1/orders/", 405), ("get", "/api/v1/nothing/", 404), ("post", "/graphql/", 415),
        ("get", "/graphql/", 200),
    ],
)  # fmt: skip
def test_refusals_can_be_read_as_well_and_no_answer_lets_cookies_in(db, channel, method, path, status):
    response = getattr(Client(), method)(path, headers={"Origin": APP})

    assert (response.status_code, response["access-control-allow-origin"]) == (status, APP)
    assert response["access-control-expose-headers"] == EXPOSED
    assert "access-control-allow-credentials" not in response
    assert "origin" in response["Vary"].lower()


def test_an_answer_while_the_database_is_away_can_be_read(db, monkeypatch):
    def fail(*_args, **_values):
        raise RuntimeError

    monkeypatch.setattr("shop.config.acting.ActingMiddleware.__call__", fail)
    response = Client(raise_request_exception=False).get("/api/v1/errors/", headers={"Origin": APP})

    assert (response.status_code, response["access-control-allow-origin"]) == (500, APP)


@pytest.mark.parametrize("path", ["/", "/cart/", "/account/login/", "/admin/login/", "/apiary/", "/graphqlx"])
def test_pages_are_for_nobody_elses_script(db, channel, path):
    assert cors(Client().get(path, headers={"Origin": APP})) == {}


def test_by_default_nobody_is_listed():
    assert (configured.CORS_ALLOWED_ORIGINS, configured.CORS_ALLOWED_ORIGIN_REGEXES) == ([], [])
    assert configured.CORS_ALLOW_CREDENTIALS is False


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        ("http://localhost", True), ("http://localhost:5173", True), ("http://127.0.0.1:8080", True),
        ("http://[::1]:3000", True), ("https://localhost.evil.example", False), ("http://localhost.evil.example", False),
        ("http://localhost:5173.evil.example", False), ("http://127.0.0.1.evil.example", False),
        ("http://evil.example?http://localhost", False), ("http://localhost\n", False),
    ],
)  # fmt: skip
def test_the_demo_lets_every_port_of_this_machine_in(db, settings, origin, is_allowed):
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [configured.LOCAL_ORIGINS]
    response = Client().get("/api/v1/errors/", headers={"Origin": origin})

    assert ("access-control-allow-origin" in response) is is_allowed


class Page(BaseHTTPRequestHandler):
    """An empty page of another site."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Another site</title>")

    def log_message(self, *_args):
        pass


@pytest.fixture
def another_site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=partial(server.serve_forever, 0.05))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


ASK = """async ([url, method, headers, body]) => {
  try {
    const answer = await fetch(url, {method, headers, body: body && JSON.stringify(body)});
    const text = await answer.text();
    return {status: answer.status, headers: Object.fromEntries(answer.headers), body: text && JSON.parse(text)};
  } catch (error) { return {failed: String(error)}; }
}"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_page_on_another_port_orders_by_both_apis(new_page, channel, live_server, settings, shopper, another_site):
    settings.CORS_ALLOWED_ORIGINS = [another_site]
    make_product("Mug", skus=["MUG"], stock=9)
    make_product("Jug", skus=["JUG"], stock=9)
    page = new_page(forgive=("CORS policy", "net::ERR_FAILED", "401", "OPTIONS"))
    page.goto(another_site)

    def ask(path, method="GET", body=None, **headers):
        names = {name.replace("_", "-"): text for name, text in headers.items()}
        if body is not None:
            names["Content-Type"] = "application/json"
        return page.evaluate(ASK, [live_server.url + path, method, names, body])

    listed = ask("/api/v1/products/?limit=1")
    again = ask("/api/v1/products/?limit=1", If_None_Match='"other"')
    assert (listed["status"], again["status"]) == (200, 200)
    assert {"etag", "link", "request-id"} <= set(listed["headers"])

    order = {"lines": [{"sku": "MUG", "quantity": 1}], "shipping_address": ADDRESS, "payment": {"provider": "test"}}
    known = {"Authorization": f"Bearer {token_of(shopper)}", "Idempotency_Key": "key-1"}
    first, second = [ask("/api/v1/orders/", "POST", order, **known) for _ in range(2)]
    assert (first["status"], second["status"]) == (201, 201)
    assert first["headers"]["location"] == f"/api/v1/orders/{first['body']['id']}/"
    assert second["headers"]["idempotency-replayed"] == "true"

    refused = ask("/api/v1/me/", Authorization="Bearer wrong")
    assert (refused["status"], refused["body"]["code"]) == (401, "not_authenticated")

    for path in ("/graphql/", "/graphql"):
        asked = ask(path, "POST", {"query": "{ me { email } }"}, Authorization=known["Authorization"])
        assert asked["body"] == {"data": {"me": {"email": shopper.email}}}

    settings.CORS_ALLOWED_ORIGINS = [APP]
    assert ask("/api/v1/products/") == {"failed": "TypeError: Failed to fetch"}
    assert ask("/graphql/", "POST", {"query": "{ __typename }"}) == {"failed": "TypeError: Failed to fetch"}
