"""POST /api/v1/users/login/, refresh/ and logout/, and GET /api/v1/me/."""

import base64
import json
import time

import jwt
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from shop.api.common import tokens
from shop.api.v1.schemas.users import Login, Me, TokenPair
from tests.api.conftest import PASSWORD, Api
from tests.factories.accounts import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def login(api, shopper, channel):
    """The tokens of a fresh login."""
    return api.post("users/login/", {"email": "shopper@example.com", "password": PASSWORD}).json()


def me(api, token):
    return api.get("me/", Authorization=f"Bearer {token}").status_code


@pytest.mark.parametrize(
    "name",
    [
        {"email": "shopper@example.com"},
        {"email": "SHOPPER@example.com"},
        {"username": "shopper"},
        {"username": "shopper@example.com"},
        {"username": "shopper", "email": None},
    ],
)
def test_gives_tokens_for_the_right_password(api, channel, shopper, name):
    response = api.post("users/login/", {**name, "password": PASSWORD})

    assert response.status_code == 200
    body = response.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 300)
    assert {key: body["user"][key] for key in ("id", "username", "email")} == {
        "id": shopper.pk,
        "username": "shopper",
        "email": "shopper@example.com",
    }
    assert me(api, body["access"]) == 200
    Login.model_validate_json(response.content)


def test_wrong_unknown_and_closed_are_refused_alike(api, channel, shopper, other_shopper):
    other_shopper.is_active = False
    other_shopper.save()
    tries = [
        {"email": "shopper@example.com", "password": "wrong"},
        {"email": "nobody@example.com", "password": PASSWORD},
        {"email": "other@example.com", "password": PASSWORD},
        {"email": "no address", "password": PASSWORD},
        {"username": "nobody", "password": PASSWORD},
        {"username": "shopper", "password": "wrong"},
    ]

    answers = [api.post("users/login/", body) for body in tries]

    assert {answer.status_code for answer in answers} == {401}
    bodies = [answer.json() | {"request_id": ""} for answer in answers]
    assert all(body == bodies[0] for body in bodies)
    assert bodies[0]["code"] == "invalid_credentials"
    assert answers[0]["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"password": "x"},
        {"email": "a@example.com"},
        {"email": "a@example.com", "username": "a", "password": "x"},
        {"email": "a@example.com", "password": "x", "remember": True},
        {"email": ["a@example.com"], "password": "x"},
        {"email": "a@example.com", "password": None},
        {"email": "a@example.com", "password": "x" * 1_000},
        {"email": "a\u0000@example.com", "password": "x"},
    ],
)
def test_refuses_what_is_no_login(api, channel, body):
    assert api.post("users/login/", body).status_code == 422


def test_five_failures_pause_an_account_but_not_the_others(api, channel, shopper, other_shopper):
    wrong = {"email": "shopper@example.com", "password": "wrong"}
    answers = [api.post("users/login/", wrong).status_code for _ in range(5)]

    right = api.post("users/login/", wrong | {"password": PASSWORD})

    assert answers == [401] * 5
    assert (right.status_code, right.json()["code"]) == (429, "rate_limited")
    assert 240 < int(right["Retry-After"]) <= 300
    assert api.post("users/login/", {"email": "other@example.com", "password": PASSWORD}).status_code == 200


def test_a_login_ignores_tokens_that_come_with_it(api, channel, shopper, other_shopper):
    response = api.post(
        "users/login/",
        {"email": "shopper@example.com", "password": PASSWORD},
        Authorization=f"Bearer {token_of(other_shopper)}",
        X_Session_Token="nonsense",
    )

    assert response.json()["user"]["id"] == shopper.pk


def test_refreshing_gives_a_new_pair(api, login):
    response = api.post("users/refresh/", {"refresh": login["refresh"]})

    pair = response.json()
    assert response.status_code == 200
    assert {pair["access"], pair["refresh"]}.isdisjoint({login["access"], login["refresh"]})
    assert me(api, pair["access"]) == 200
    assert api.post("users/refresh/", {"refresh": pair["refresh"]}).status_code == 200
    TokenPair.model_validate_json(response.content)


def test_a_lost_answer_is_given_again_for_half_a_minute(api, login):
    assert tokens.REFRESH_GRACE == 30
    pair = api.post("users/refresh/", {"refresh": login["refresh"]}).json()

    again = api.post("users/refresh/", {"refresh": login["refresh"]})

    assert (again.status_code, again.json()) == (200, pair)
    later = api.post("users/refresh/", {"refresh": pair["refresh"]}).json()
    assert me(api, later["access"]) == 200
    assert later["refresh"] not in (pair["refresh"], login["refresh"])


def test_no_token_is_stored(api, login):
    pair = api.post("users/refresh/", {"refresh": login["refresh"]}).json()

    kept = json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert pair["access"] not in kept
    assert pair["refresh"] not in kept


def test_a_refresh_token_and_its_login_live_for_thirty_days(api, login):
    claims = jwt.decode(login["refresh"], options={"verify_signature": False})

    assert claims["exp"] - claims["iat"] == 30 * 24 * 3600
    ends = {round((session.expire_date.timestamp() - time.time()) / 86400) for session in Session.objects.all()}
    assert ends == {30}


def test_a_new_password_ends_the_grace_as_well(api, login, shopper):
    api.post("users/refresh/", {"refresh": login["refresh"]})
    shopper.set_password("another one entirely")
    shopper.save()

    assert api.post("users/refresh/", {"refresh": login["refresh"]}).status_code == 401


def test_a_refresh_token_that_is_used_twice_ends_the_login(api, login, monkeypatch):
    monkeypatch.setattr(tokens, "REFRESH_GRACE", 0)
    pair = api.post("users/refresh/", {"refresh": login["refresh"]}).json()

    again = api.post("users/refresh/", {"refresh": login["refresh"]})

    assert (again.status_code, again.json()["code"]) == (401, "invalid_refresh_token")
    assert me(api, pair["access"]) == 401
    assert api.post("users/refresh/", {"refresh": pair["refresh"]}).status_code == 401


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "", "x" * 5_000])
def test_other_refresh_tokens_are_refused(api, channel, token):
    assert api.post("users/refresh/", {"refresh": token}).status_code in (401, 422)


def test_access_and_refresh_tokens_are_not_each_other(api, login):
    assert me(api, login["refresh"]) == 401
    assert api.post("users/refresh/", {"refresh": login["access"]}).status_code == 401
    assert me(api, login["access"]) == 200, "the login goes on"


def test_logging_out_kills_its_tokens_at_once_and_no_others(api, login, shopper):
    elsewhere = token_of(shopper)

    response = api.post("users/logout/", Authorization=f"Bearer {login['access']}")

    assert (response.status_code, response.content) == (204, b"")
    assert me(api, login["access"]) == 401
    assert api.post("users/refresh/", {"refresh": login["refresh"]}).status_code == 401
    assert me(api, elsewhere) == 200


def test_logging_out_needs_a_token(api, channel):
    assert api.post("users/logout/").status_code == 401


def test_a_new_password_ends_every_login(api, login, shopper):
    shopper.set_password("another one entirely")
    shopper.save()

    assert me(api, login["access"]) == 401
    assert api.post("users/refresh/", {"refresh": login["refresh"]}).status_code == 401


def test_a_closed_account_is_out_at_once(api, login, shopper):
    shopper.is_active = False
    shopper.save()

    assert me(api, login["access"]) == 401
    assert api.post("users/refresh/", {"refresh": login["refresh"]}).status_code == 401


def forged(token, key=settings.SECRET_KEY, algorithm="HS256", headers=None, **claims):
    payload = jwt.decode(token, options={"verify_signature": False}) | claims
    return jwt.encode(payload, key, algorithm=algorithm, headers=headers)


def unsigned(token):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{token.split('.')[1]}."


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        lambda token: token[:-2],
        lambda token: forged(token, key="x" * 40),
        lambda token: forged(token, algorithm="HS384"),
        lambda token: forged(token, exp=int(time.time()) - 1),
        lambda token: forged(token, nbf=int(time.time()) + 600),
        lambda token: forged(token, sub="1000000"),
        lambda token: forged(token, sid="AAAA"),
        lambda token: forged(token, sid=None),
        lambda token: forged(token, token_use="refresh"),
        lambda token: forged(token, key="y" * 40, headers={"kid": "../../dev/null", "jku": "https://evil.example"}),
    ],
)
def test_forged_tokens_are_refused(api, login, forge):
    assert me(api, login["access"]) == 200
    assert me(api, forge(login["access"])) == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Basic YTpi", "Token x", "", "Bearer \x7f"])
def test_other_authorisations_are_refused_and_challenged(api, channel, header):
    response = api.get("me/", Authorization=header)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert api.get("me/")["WWW-Authenticate"] == "Bearer"


def test_a_session_cookie_alone_means_nothing(channel, shopper):
    client = Client(enforce_csrf_checks=True)
    client.force_login(shopper)

    for path in ("/api/v1/me/", "/api/v1/orders/"):
        assert client.get(path).status_code == 401
    assert client.post("/api/v1/users/logout/").status_code == 401
    key = client.session.session_key
    assert client.get("/api/v1/me/", headers={"X-Session-Token": key}).status_code == 401
    assert Session.objects.filter(pk=key).exists()


def test_one_sees_the_own_account(customer, shopper):
    response = customer.get("me/")

    assert response.json() == {
        "id": shopper.pk,
        "username": "shopper",
        "email": "shopper@example.com",
        "created_at": shopper.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "email_verified": False,
    }
    assert response["Cache-Control"] == "no-store"
    Me.model_validate_json(response.content)


def test_a_verified_address_is_shown_as_such(customer, shopper):
    EmailAddress.objects.create(user=shopper, email="shopper@example.com", verified=True, primary=True)

    assert customer.get("me/").json()["email_verified"] is True


def test_a_token_costs_no_more_than_its_session_and_its_owner(shopper, django_assert_num_queries):
    customer = Api(shopper)

    with django_assert_num_queries(3):  # session, user; and the verified addresses
        customer.get("me/")
