"""Whoever does not own an address never learns whether it has an account: by no door, in no way that can be seen."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from shop.accounts.models import User
from shop.notifications.models import MailMessage
from tests.api.conftest import PASSWORD
from tests.factories.catalog import make_product
from tests.pages import markup
from tests.threats.doors import GraphQL, Json, Page

pytestmark = pytest.mark.django_db
STRANGER, KNOWN = "nobody-here@example.com", "shopper-here@example.com"
VARYING = r"[A-Za-z0-9_-]{32,}|\"id\":\s*\d+|\d{4}-\d\d-\d\dT[\d:.]+Z?|email-\d+|rf_[0-9a-z-]+|\b[0-9a-f]{16,}\b"


def post(path, body):
    keyed = {"Idempotency-Key": str(uuid4())}
    return Client().post(path, json.dumps(body), "application/json", headers=keyed)


def logged_in(name, *, verified):
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    client = Client()
    client.force_login(user)
    return client


def manage(action, *, verified):
    """Add an address to one's own account, and then do something with it."""

    def door(email):
        client = logged_in(f"curious-{uuid4().hex[:6]}", verified=verified)
        client.post("/account/reauthenticate/", {"password": PASSWORD})  # as allauth asks before some of it
        answers = [client.post("/account/email/", {"email": email, "action_add": "1"})]
        if action:
            answers.append(client.post("/account/email/", {"email": email, action: "1"}))
        answers += [client.get("/account/email/"), client.get("/account/"), client.get("/account/orders/")]
        return answers

    return door


def graphql(query):
    return lambda email: [post("/graphql/", {"query": query % json.dumps(email)})]


def lookup(email):
    return [Client().post("/order/", {"number": "10001", "email": email}), Client().get("/order/?sent=1")]


def withdraw(email):
    form = {"name": "Ada", "order_number": "10001", "email": email, "goods": ""}
    return [Client().post("/withdraw/", form), Client().post("/withdraw/", {**form, "confirm": "1"})]


def sign_up(email):
    client = Client()
    answer = client.post("/account/signup/", {"email": email, "password1": "engine no. 1 of many"})
    return [answer, client.get(answer["Location"]), client.get("/account/")]


def buy(door):
    return lambda email: [door.buy(email=email)]


DOORS = {
    "sign up": sign_up,
    "register by api": lambda email: [
        post(
            "/api/v1/users/register/",
            {"username": f"u{uuid4().hex[:9]}", "email": email, "password": "engine no. 1 of many"},
        )
    ],
    "log in": lambda email: [Client().post("/account/login/", {"login": email, "password": "wrong"})],
    "log in by api": lambda email: [post("/api/v1/users/login/", {"email": email, "password": "wrong"})],
    "log in as staff": lambda email: [Client().post("/admin/login/", {"username": email, "password": "wrong"})],
    "forgotten password": lambda email: [Client().post("/account/password/reset/", {"email": email})],
    "add an address": manage("", verified=True),
    "add an address, unconfirmed": manage("", verified=False),
    "add and ask for the mail again": manage("action_send", verified=True),
    "add and make it the main one": manage("action_primary", verified=True),
    "add and make it the main one, unconfirmed": manage("action_primary", verified=False),
    "add and remove": manage("action_remove", verified=True),
    "look up an order": lookup,
    "withdraw": withdraw,
    "withdraw by api": lambda email: [
        post("/api/v1/withdrawals/", {"name": "Ada", "order_number": "10001", "email": email})
    ],
    "withdraw by graphql": graphql(
        'mutation { declareWithdrawal(input: {name: "Ada", orderNumber: "1", email: %s}) { userErrors { code message } } }'
    ),
    "back in stock": lambda email: [Client().post("/back-in-stock/", {"sku": "GONE", "email": email})],
    "back in stock by api": lambda email: [post("/api/v1/back-in-stock/", {"sku": "GONE", "email": email})],
    "back in stock by graphql": graphql(
        'mutation { requestBackInStock(input: {sku: "GONE", email: %s}) { sku userErrors { code message } } }'
    ),
    "buy": buy(Page()),
    "buy by api": buy(Json()),
    "buy by graphql": buy(GraphQL()),
}
UNLIKE = ("Content-Length", "ETag", "Expires", "Last-Modified", "X-Request-Id", "Request-Id")  # by length and second
OWNERS = ["confirmed", "not confirmed", "as a second address"]


@pytest.fixture(autouse=True)
def _shop(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=99)
    make_product("Bowl", skus=["GONE"], price_minor=1900, stock=0)


@pytest.fixture
def hashed(monkeypatch):
    """Count the passwords that are hashed: it is what takes time."""
    count = []
    kind = type(get_hasher())
    encode = kind.encode
    monkeypatch.setattr(kind, "encode", lambda *args, **kwargs: count.append(1) or encode(*args, **kwargs))
    return count


def owner_of(email, how):
    name = f"owner-{email}".partition("@")[0]
    user = User.objects.create_user(name, f"{name}@example.com" if how == OWNERS[2] else email, PASSWORD)
    if how == OWNERS[2]:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email=email, verified=how != OWNERS[1], primary=how != OWNERS[2])
    return user


def seen(door, email, hashed):
    """Return all that somebody sees who knocks, the address and what is new each time aside."""
    del hashed[:]
    before = MailMessage.objects.count()
    told = []
    for answer in door(email):
        if isinstance(answer, int):  # the word of `tests.threats.doors`
            told.append(answer)
            continue
        text = markup(answer).replace(email, "<email>").replace(email.partition("@")[0], "<name>")
        text = re.sub(r'curious-\w+|"username":\s*"\w+"', "<self>", re.sub(VARYING, "<new>", text))
        headers = {
            name: re.sub(VARYING, "<new>", value) for name, value in answer.headers.items() if name not in UNLIKE
        }
        told.append((answer.status_code, headers, sorted(answer.cookies), text))
    mails = list(MailMessage.objects.order_by("pk").values_list("recipient", flat=True)[before:])
    return told, len(hashed), mails


@pytest.mark.drawn
@pytest.mark.parametrize("name", DOORS)
def test_a_known_address_is_answered_like_an_unknown_one(name, hashed):
    seen(DOORS[name], "warm-up@example.com", hashed)  # what the first visitor of all makes others need not
    unknown = seen(DOORS[name], STRANGER, hashed)
    for number, how in enumerate(OWNERS):
        email = f"shopper-{number}@example.com"
        owner = owner_of(email, how)
        password, main = owner.password, owner.email

        known = seen(DOORS[name], email, hashed)

        assert known[:2] == unknown[:2], how
        assert {to for to in known[2] if not to.startswith("curious-")} <= {email}
        owner.refresh_from_db()
        assert (owner.password, owner.email, owner.is_active) == (password, main, True)
        assert EmailAddress.objects.filter(user=owner).count() == (2 if how == OWNERS[2] else 1)
        assert not EmailAddress.objects.filter(email=email, verified=True).exclude(user=owner).exists()


@pytest.mark.parametrize("how", OWNERS)
def test_the_owner_is_told_when_somebody_else_adds_their_address(how):
    owner_of(KNOWN, how)
    manage("action_send", verified=True)(KNOWN)
    manage("", verified=True)(STRANGER)

    subjects = dict(MailMessage.objects.exclude(recipient__startswith="curious").values_list("recipient", "subject"))
    assert subjects == {KNOWN: "This email address is already in use", STRANGER: "Confirm your email address"}


def test_mails_that_the_owner_asked_for_just_now_are_not_seen_by_others(hashed):
    sign_up(KNOWN)
    owner = User.objects.get(email=KNOWN)
    mine = Client()
    mine.force_login(owner)
    mine.post("/account/email/", {"email": KNOWN, "action_send": "1"})
    for name in ("add an address", "add and ask for the mail again"):
        assert seen(DOORS[name], KNOWN, hashed)[0] == seen(DOORS[name], STRANGER, hashed)[0], name


def test_a_stranger_is_sent_a_few_mails_an_hour_and_who_asks_is_not_told(hashed):
    first, *others = [seen(DOORS["add and ask for the mail again"], STRANGER, hashed)[0] for _ in range(6)]
    assert all(other == first for other in others)
    assert MailMessage.objects.filter(recipient=STRANGER).count() == 5


@pytest.mark.parametrize("door", ["sign up", "register by api"])
def test_an_address_that_somebody_else_wrote_down_is_still_free_for_its_owner(door):
    """A stranger's second address that was never confirmed: the owner opens an account, and is never led into theirs."""
    curious = logged_in("curious", verified=True)
    curious.post("/account/email/", {"email": STRANGER, "action_add": "1"})
    assert EmailAddress.objects.filter(email=STRANGER, verified=False).exists()

    assert Client().post("/account/login/", {"login": STRANGER, "password": PASSWORD}).status_code == 200
    assert post("/api/v1/users/login/", {"email": STRANGER, "password": PASSWORD}).status_code == 401
    Client().post("/account/password/reset/", {"email": STRANGER})
    assert MailMessage.objects.latest("pk").subject == "No account with this email address"
    DOORS[door](STRANGER)
    assert EmailAddress.objects.get(email=STRANGER, primary=True).user == User.objects.get(email=STRANGER)


def test_the_main_address_is_one_that_was_confirmed():
    curious = logged_in("curious", verified=False)
    curious.post("/account/email/", {"email": STRANGER, "action_add": "1"})
    curious.post("/account/email/", {"email": STRANGER, "action_primary": "1"})
    assert b"Please confirm this address first" in curious.get("/account/email/").content
    assert User.objects.get(username="curious").email == "curious@example.org"
    EmailAddress.objects.filter(email=STRANGER).update(verified=True)
    curious.post("/account/email/", {"email": STRANGER, "action_primary": "1"})
    assert User.objects.get(username="curious").email == STRANGER


def test_who_has_confirmed_an_address_that_another_account_was_opened_with_is_told_so():
    User.objects.create_user("owner", KNOWN, PASSWORD)
    curious = logged_in("curious", verified=True)
    EmailAddress.objects.create(user=User.objects.get(username="curious"), email=KNOWN, verified=True)
    answer = curious.post("/account/email/", {"email": KNOWN, "action_primary": "1"})
    assert answer.status_code == 302
    assert b"Another account uses this address" in curious.get("/account/email/").content


def test_a_login_of_the_release_before_goes_on(shopper):
    client = Client()
    client.force_login(shopper, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/").status_code == 200
