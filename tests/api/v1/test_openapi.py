"""The OpenAPI document: frozen, complete, and true.

After a wanted change write it anew with `UPDATE_SNAPSHOTS=1 uv run --group dev pytest tests/api/v1/test_openapi.py`, and look at
the difference: version 1 only grows.
"""

import json
import os
from pathlib import Path

import pytest

SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture
def document(client, db):
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    return response.json()


def test_the_document_is_the_one_in_the_repository(document):
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n")

    assert document == json.loads(SNAPSHOT.read_text())


def operations(document):
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_is_named_and_described(document):
    assert document["openapi"] == "3.1.0"
    for method, path, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}
        assert path.endswith("/")
        assert operation["operationId"].isidentifier(), (method, path)


def test_every_refusal_is_a_problem(document):
    for _, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                content = answer["content"].pop("application/problem+json")
                assert answer["content"] == {}, (path, status)
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert content["example"]["status"] == int(status)


def test_tokens_are_declared_as_bearer(document):
    secured = {path: operation["security"] for _, path, operation in operations(document) if "security" in operation}

    scheme = document["components"]["securitySchemes"]["Bearer"]
    assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "JWT")
    assert set(secured) == {
        "/api/v1/me/",
        "/api/v1/users/logout/",
        "/api/v1/orders/",
        "/api/v1/orders/{order_id}/",
        "/api/v1/orders/{order_id}/payments/",
        "/api/v1/orders/{order_id}/cancel/",
        "/api/v1/orders/{order_id}/returns/",
        "/api/v1/orders/{order_id}/returns/{return_id}/",
        "/api/v1/orders/{order_id}/returns/{return_id}/cancel/",
        "/api/v1/orders/{order_id}/withdrawals/",
        "/api/v1/orders/{order_id}/withdrawals/{withdrawal_id}/",
        "/api/v1/withdrawals/",
        "/api/v1/back-in-stock/",
    }
    assert document["paths"]["/api/v1/orders/"]["post"]["security"] == [{"Bearer": []}, {}]


def test_bodies_are_closed(document):
    for _, _, operation in operations(document):
        if "requestBody" in operation:
            name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
            assert document["components"]["schemas"][name]["additionalProperties"] is False


def test_the_page_has_no_inline_code(client):
    response = client.get("/api/v1/docs")

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<script") == html.count("<script src=")
    assert "<style" not in html
    assert " style=" not in html
    assert "//" not in html.replace("http://testserver", ""), "everything comes from here"
