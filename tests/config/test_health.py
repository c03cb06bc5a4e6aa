"""Health checks are answered whatever name or protocol the caller uses."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _strict_site(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["shop.example"]
    settings.SECURE_SSL_REDIRECT = True


def test_a_balancer_asks_by_address_and_over_plain_http(client: Client, db: None) -> None:
    for path in ("/livez", "/readyz"):
        response = client.get(path, headers={"host": "10.0.0.7:8000"})
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert response["Cache-Control"] == "no-store"


def test_pages_still_refuse_other_names(client: Client) -> None:
    assert client.get("/", headers={"host": "10.0.0.7:8000"}).status_code == 400


def test_without_a_database_the_shop_is_alive_but_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise OperationalError("couldn't get a connection after 3.00 sec")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/livez").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database unavailable\n")
