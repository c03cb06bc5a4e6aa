"""Wrong passwords stop nobody but who types them (docs/adr/0014)."""

import json

import pytest
from django.test import Client

from shop.accounts.models import User
from shop.accounts.operations import entrance
from shop.core.models import AttemptCount, KnownClient
from shop.notifications.models import MailMessage
from tests.api.conftest import PASSWORD
from tests.threats.one_address.doing import ELSEWHERE, HOME, OFFICE, by_api, by_page

pytestmark = pytest.mark.django_db


def by_staff_page(email, password=PASSWORD, peer=OFFICE, client=None, **headers):
    typed = {"login": email, "password": password}
    answer = (client or Client(REMOTE_ADDR=peer)).post("/admin/login/", typed, headers=headers, follow=True)
    if answer.redirect_chain and answer.redirect_chain[-1][0].startswith("/account/login/"):
        return by_page(email, password, peer, client, **headers)
    return answer.status_code, answer


logins = pytest.mark.parametrize("login", [by_page, by_api, by_staff_page])


@logins
def test_many_who_mistype_behind_one_address_stop_nobody_else(shopper, login):
    tries = [login(f"{number}@example.com", "wrong")[0] for number in range(12)]

    assert tries == [401] * 12
    assert login("shopper@example.com")[0] == 200


@logins
def test_five_wrong_passwords_stop_their_client_and_say_for_how_long(shopper, login):
    tries = [login("shopper@example.com", "wrong")[0] for _ in range(entrance.FAILURES)]
    status, answer = login("shopper@example.com")

    assert tries == [401] * 5
    assert status == 429
    assert 240 <= int(answer["Retry-After"]) <= 300


@logins
def test_the_owner_is_not_stopped_by_strangers_from_elsewhere(shopper, login):
    for peer in (ELSEWHERE, HOME):
        assert [login("shopper@example.com", "wrong", peer)[0] for _ in range(6)] == [401] * 5 + [429]

    assert login("shopper@example.com")[0] == 200


@logins
def test_who_logged_in_from_here_before_is_stopped_by_nobody(shopper, login, monkeypatch):
    monkeypatch.setattr(entrance, "ACCOUNT_FAILURES", 10)
    assert login("shopper@example.com")[0] == 200
    for number in range(10):
        login("shopper@example.com", "wrong", f"198.51.100.{number}")
    assert login("shopper@example.com", "wrong", "198.51.100.99")[0] == 429  # strangers have had theirs

    assert [login("shopper@example.com", "wrong")[0] for _ in range(10)] == [401] * 10
    assert login("shopper@example.com")[0] == 200


def test_a_browser_that_logged_in_before_is_known_wherever_it_is(shopper):
    mine = Client(REMOTE_ADDR=HOME)
    assert by_page("shopper@example.com", client=mine)[0] == 200
    mine.post("/account/logout/")
    for _ in range(6):
        by_page("shopper@example.com", "wrong", OFFICE)
    assert by_page("shopper@example.com", peer=OFFICE)[0] == 429

    mine.defaults["REMOTE_ADDR"] = OFFICE
    assert by_page("shopper@example.com", client=mine)[0] == 200
    cookie = mine.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_cookie_of_ones_own_opens_no_account_of_others(shopper, other_shopper):
    eve = Client(REMOTE_ADDR=ELSEWHERE)
    assert by_page("other@example.com", client=eve)[0] == 200
    eve.post("/account/logout/")

    assert [by_page("shopper@example.com", "wrong", client=eve)[0] for _ in range(6)] == [401] * 5 + [429]


def test_naming_the_account_another_way_gives_no_more_tries(shopper):
    names = ["shopper@example.com", "SHOPPER@example.com", "shopper", "Shopper", " shopper@example.com "]
    tries = [by_page(name, "wrong")[0] for name in names]

    assert tries == [401] * 5
    assert by_page("shopper")[0] == 429


def test_known_clients_too_are_bounded(shopper):
    by_api("shopper@example.com")
    tries = [by_api("shopper@example.com", "wrong")[0] for _ in range(entrance.OWN_FAILURES + 1)]

    assert tries == [401] * 30 + [429]


def test_one_client_cannot_try_everybody(shopper, monkeypatch):
    monkeypatch.setattr(entrance, "CLIENT_FAILURES", 12)
    tries = [by_api(f"{number}@example.com", "wrong")[0] for number in range(13)]

    assert tries == [401] * 12 + [429]
    assert by_api("shopper@example.com", peer=HOME)[0] == 200


def test_who_is_stopped_chooses_a_new_password_by_mail_and_is_let_in(shopper):
    for _ in range(6):
        by_page("shopper@example.com", "wrong")
    client = Client(REMOTE_ADDR=OFFICE)
    client.post("/account/password/reset/", {"email": "shopper@example.com"})
    link = next(word for word in MailMessage.objects.get().text.split() if "/password/reset/key/" in word)
    page = client.get(link[link.index("/account/") :], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "engine no. 1 of many"})

    assert by_page("shopper@example.com", "engine no. 1 of many")[0] == 200


def test_strangers_cannot_keep_anybody_from_a_new_password(shopper):
    for number in range(9):
        answer = Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            "/account/password/reset/", {"email": "shopper@example.com"}
        )
        assert answer.status_code == 302

    mine = Client(REMOTE_ADDR=HOME).post("/account/password/reset/", {"email": "SHOPPER@example.com"})
    assert (mine.status_code, MailMessage.objects.count()) == (302, 5)  # five links are in the mailbox already


def test_a_class_opens_its_accounts_behind_one_address():
    for number in range(21):
        new = {"email": f"{number}@example.com", "password1": "engine no. 1 of many"}
        assert Client(REMOTE_ADDR=OFFICE).post("/account/signup/", new).status_code == 302
    assert User.objects.count() == 21


@pytest.mark.parametrize("door", ["page", "api"])
def test_accounts_without_end_are_refused_and_it_is_said_until_when(monkeypatch, door):
    monkeypatch.setattr(entrance, "REGISTRATIONS", 2)
    for number in range(3):
        client = Client(REMOTE_ADDR=OFFICE)
        new = {"email": f"{number}@example.com", "username": f"n{number}", "password": "engine no. 1 of many"}
        if door == "page":
            answer = client.post("/account/signup/", new | {"password1": new["password"]})
        else:
            answer = client.post("/api/v1/users/register/", json.dumps(new), "application/json")

    assert (answer.status_code, User.objects.count()) == (429, 2)
    assert 540 <= int(answer["Retry-After"]) <= 600


def test_tries_at_once_are_no_more_than_in_turn(shopper):
    """The try is counted before the password is looked at: the counter says so while it is being looked at."""
    seen = []
    original = User.check_password

    def check(self, raw):
        seen.append(sum(AttemptCount.objects.values_list("attempts", flat=True)))
        return original(self, raw)

    User.check_password = check
    try:
        by_api("shopper@example.com")
    finally:
        User.check_password = original
    assert seen[0] == 3  # pair, account, client
    assert set(AttemptCount.objects.values_list("attempts", flat=True)) == {0}


def test_what_is_kept_is_a_hash():
    by_api("nobody@example.com", "wrong")
    keys = [*AttemptCount.objects.values_list("key", flat=True), *KnownClient.objects.values_list("key", flat=True)]

    assert {len(key) for key in keys} == {64}
