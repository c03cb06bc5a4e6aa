"""X-Forwarded-For as anybody may send it: no door breaks, and no limit is got round (rule R19, T20)."""

import pytest
from django.test import Client

from shop.accounts.models import User
from shop.accounts.operations import entrance
from tests.api.conftest import PASSWORD
from tests.pages import markup

pytestmark = pytest.mark.django_db
SHORT = ["6.6.6.6", "unknown", ",", "x" * 5000, "[::1", "1.2.3.4:99999:1"]


@pytest.fixture(autouse=True)
def two_proxies(settings, channel, shopper):
    settings.TRUSTED_PROXY_COUNT = 2


def by_page(password=PASSWORD, **extra):
    return Client().post("/account/login/", {"login": "shopper@example.com", "password": password}, **extra)


def by_api(password=PASSWORD, **extra):
    body = {"email": "shopper@example.com", "password": password}
    return Client().post("/api/v1/users/login/", body, "application/json", **extra)


@pytest.mark.parametrize("forwarded", SHORT)
def test_a_header_that_is_too_short_lets_people_log_in_on_the_page(forwarded):
    answer = by_page(HTTP_X_FORWARDED_FOR=forwarded)

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert Client().get("/account/login/", HTTP_X_FORWARDED_FOR=forwarded).status_code == 200


@pytest.mark.parametrize("forwarded", SHORT)
def test_a_header_that_is_too_short_lets_people_log_in_by_api(forwarded):
    answer = by_api(HTTP_X_FORWARDED_FOR=forwarded)

    assert (answer.status_code, answer.json()["token_type"]) == (200, "Bearer")


def test_a_socket_without_any_address_lets_people_log_in():
    for address in ("", "unix:"):
        assert by_page(REMOTE_ADDR=address).status_code == 302
        assert by_api(REMOTE_ADDR=address).status_code == 200


def test_an_account_is_opened_and_a_password_asked_for_whatever_the_header_says():
    new = {"email": "new@example.com", "password1": "engine no. 1 of many"}
    assert Client().post("/account/signup/", new, HTTP_X_FORWARDED_FOR="6.6.6.6").status_code == 302
    assert User.objects.filter(email="new@example.com").exists()
    reset = Client().post("/account/password/reset/", {"email": "new@example.com"}, HTTP_X_FORWARDED_FOR="6.6.6.6")
    assert reset.status_code == 302


def test_another_header_with_each_guess_gives_no_more_guesses_on_the_page(monkeypatch):
    monkeypatch.setattr(entrance, "CLIENT_FAILURES", 10)
    pages = [guess_by_page(number) for number in range(11)]

    assert ["Too many attempts" in page for page in pages] == [False] * 10 + [True]


def test_another_header_with_each_guess_gives_no_more_guesses_by_api(monkeypatch):
    monkeypatch.setattr(entrance, "CLIENT_FAILURES", 10)
    codes = [guess_by_api(number) for number in range(11)]

    assert codes == ["invalid_credentials"] * 10 + ["rate_limited"]


def guess_by_page(number):
    typed = {"login": f"{number}@example.com", "password": "wrong"}
    return markup(Client().post("/account/login/", typed, HTTP_X_FORWARDED_FOR=f"6.6.6.{number}"))


def guess_by_api(number):
    body = {"email": f"{number}@example.com", "password": "wrong"}
    answer = Client().post("/api/v1/users/login/", body, "application/json", HTTP_X_FORWARDED_FOR=f"6.6.6.{number}")
    return answer.json()["code"]
