"""POST /api/v1/users/register/."""

import pytest
from allauth.account.models import EmailAddress

from shop.accounts.models import User
from shop.accounts.operations import entrance
from shop.api.common import tokens
from shop.notifications.models import MailMessage
from tests.api.conftest import places

pytestmark = pytest.mark.django_db

ADA = {"username": "ada", "email": "Ada@example.com", "password": "engine no. 1 of many"}


def test_opens_an_account_and_never_shows_the_password(api, channel):
    response = api.post("users/register/", ADA)

    user = User.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": user.pk,
        "username": "ada",
        "email": "ada@example.com",
        "created_at": user.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    assert response["Cache-Control"] == "no-store"
    assert user.check_password(ADA["password"])
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert b"password" not in response.content


def test_asks_by_mail_to_verify_the_address(api, channel):
    api.post("users/register/", ADA)

    assert [(mail.recipient, "confirm" in mail.text.lower()) for mail in MailMessage.objects.all()] == [
        ("ada@example.com", True)
    ]
    assert EmailAddress.objects.get().verified is False


def test_one_can_log_in_at_once(api, channel):
    api.post("users/register/", ADA)

    assert api.post("users/login/", {"email": "ada@example.com", "password": ADA["password"]}).status_code == 200


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"username": "shopper"}, {"/username"}),
        ({"username": "Shopper"}, {"/username"}),
        ({"email": "nobody"}, {"/email"}),
        ({"email": "a@b"}, {"/email"}),
        ({"email": ""}, {"/email"}),
        ({"email": "a" * 250 + "@example.com"}, {"/email"}),
        ({"email": None}, {"/email"}),
        ({"username": ""}, {"/username"}),
        ({"username": "a b"}, {"/username"}),
        ({"username": "someone@else.example"}, {"/username"}),
        ({"username": "ada\u0000"}, {"/username"}),
        ({"username": "a" * 151}, {"/username"}),
        ({"username": 5}, {"/username"}),
        ({"password": "short"}, {"/password"}),
        ({"password": "password123"}, {"/password"}),
        ({"password": "ada@example.com"}, {"/password"}),
        ({"password": ""}, {"/password"}),
        ({"password": "x" * 129}, {"/password"}),
        ({"password": "long enough \u0000 but"}, {"/password"}),
        ({"is_staff": True}, {"/is_staff"}),
        ({"email_verified": True, "id": 1}, {"/email_verified", "/id"}),
    ],
)
def test_names_every_field_that_is_wrong(api, channel, shopper, values, wrong):
    response = api.post("users/register/", ADA | values)

    assert response.status_code == 422
    assert places(response) == wrong
    assert User.objects.count() == 1


@pytest.mark.parametrize("body", ["[]", "5", "null", '"text"', "{}"])
def test_refuses_bodies_that_are_no_registration(api, channel, body):
    assert api.post("users/register/", body).status_code == 422


def test_whoever_is_faster_keeps_the_name(api, channel, shopper, monkeypatch):
    monkeypatch.setattr(tokens._Registration, "clean_username", lambda _: "shopper")  # it was free when we looked

    response = api.post("users/register/", ADA | {"username": "shopper"})

    assert response.status_code == 422
    assert places(response) == {"/username"}
    assert User.objects.count() == 1
    assert MailMessage.objects.count() == 0


def test_too_many_from_one_address_have_to_wait(api, channel, monkeypatch):
    monkeypatch.setattr(entrance, "REGISTRATIONS", 20)
    answers = [api.post("users/register/", ADA | {"password": "no"}) for _ in range(21)]

    assert [answer.status_code for answer in answers] == [422] * 20 + [429]
    assert 540 < int(answers[-1]["Retry-After"]) <= 600


def test_a_stale_token_does_not_matter(api, channel):
    response = api.post("users/register/", ADA, Authorization="Bearer nonsense", X_Session_Token="nonsense")

    assert response.status_code == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(api, channel, method):
    response = api.send(method, "users/register/")

    assert (response.status_code, response["Allow"]) == (405, "OPTIONS, POST")


@pytest.mark.parametrize("email", ["shopper@example.com", "SHOPPER@EXAMPLE.COM"])
def test_the_answer_does_not_tell_that_an_address_is_known(api, channel, shopper, email):
    new = api.post("users/register/", ADA)
    known = api.post("users/register/", ADA | {"username": "eve", "email": email})

    assert (known.status_code, set(known.json())) == (new.status_code, set(new.json())) == (201, set(new.json()))
    assert known.json()["email"] == "shopper@example.com"
    assert known.json()["id"] == new.json()["id"] + 1
    assert dict(known.headers).keys() == dict(new.headers).keys()
    assert User.objects.count() == 2
    told = MailMessage.objects.get(recipient="shopper@example.com")
    assert "already have an account" in told.text
    assert api.post("users/register/", ADA).status_code == 201  # the same again, of a new one as of a known one


def test_the_owner_of_an_address_is_not_flooded_with_reminders(api, channel, shopper):
    for number in range(8):
        answer = api.post("users/register/", ADA | {"username": f"n{number}", "email": "shopper@example.com"})
        assert answer.status_code == 201

    assert MailMessage.objects.filter(recipient="shopper@example.com").count() == 5
