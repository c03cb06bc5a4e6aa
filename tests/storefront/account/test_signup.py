"""Signing up, confirming the address, choosing a new password: by mails of the outbox."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from shop.accounts.models import User
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def sign_up(client, email: str = "grace@example.com", password: str = PASSWORD):
    return client.post("/account/signup/", {"email": email, "password1": password})


def link_in(message: MailMessage) -> str:
    [path] = re.findall(r"http://testserver(/account/\S+)", message.text)
    return path


def log_in(client, email: str = "grace@example.com", password: str = PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def test_a_new_account_has_a_username_is_asked_to_confirm_and_can_be_used_at_once(client, channel):
    answer = sign_up(client)

    assert (answer.status_code, answer["Location"]) == (302, "/account/confirm-email/")
    user = User.objects.get()
    assert (user.email, user.username) == ("grace@example.com", "grace")
    message = MailMessage.objects.get()
    assert (message.recipient, message.subject) == ("grace@example.com", "Welcome! Please confirm your email address")
    assert link_in(message).startswith("/account/confirm-email/")
    assert link_in(message) in message.html
    assert mail.outbox == [], "mail leaves through the outbox only"
    assert '<a href="/account/login/">log in</a>' in markup(client.get(answer["Location"]))
    log_in(client)
    page = client.get("/account/")
    assert b"Please confirm grace@example.com." in page.content


def test_the_answer_does_not_tell_that_an_address_is_known(client, channel, shopper):
    new, known = sign_up(client), sign_up(type(client)(), "SHOPPER@example.com")

    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert known.content == new.content
    assert set(known.cookies) == set(new.cookies)
    assert User.objects.count() == 2
    told = MailMessage.objects.get(recipient="shopper@example.com")
    assert "You already have an account" in told.text
    assert log_in(client, "shopper@example.com").status_code == 302  # its password is what it was


def test_two_people_with_the_same_name_get_different_usernames(client, channel):
    sign_up(client)
    sign_up(type(client)(), "grace@example.org")

    assert len(set(User.objects.values_list("username", flat=True))) == 2


@pytest.mark.breaks_rules
def test_confirming_the_address_gives_the_guest_orders_to_the_account(client, channel):
    make_product(skus=["MUG"])
    order = make_order(("MUG", 1), email="grace@example.com").order
    MailMessage.objects.all().delete()
    sign_up(client)
    assert Order.objects.get().user_id is None
    link = link_in(MailMessage.objects.get())

    page = client.get(link)
    assert b"Is <strong>grace@example.com</strong> your email address?" in page.content
    assert Order.objects.get().user_id is None, "a link that a mail scanner opens confirms nothing"
    client.post(link)
    log_in(client)

    assert EmailAddress.objects.get().verified is True
    assert Order.objects.get().user_id == User.objects.get().pk
    assert f"Order #{order.number}" in markup(client.get("/account/"))


@pytest.mark.parametrize(
    ("email", "password", "field", "message"),
    [
        ("", PASSWORD, "email", "Enter an email address."),
        ("grace", PASSWORD, "email", "Enter an email address, such as name@example.com."),
        ("grace@example.com", "", "password1", "Choose a password."),
        (
            "grace@example.com",
            "short",
            "password1",
            "This password is too short. It must contain at least 8 characters.",
        ),
    ],
)
@pytest.mark.usefixtures("channel", "shopper")
def test_what_is_wrong_is_said_at_its_field(client, email, password, field, message):
    answer = sign_up(client, email, password)

    assert answer.context["form"].errors == {field: [message]}
    assert User.objects.count() == 1
    assert b"<title>Error: Create an account" in answer.content
    assert b"autofocus" in answer.content


def test_the_offer_on_an_order_page_fills_in_the_address(client, channel):
    assert b'value="ada@example.com"' in client.get("/account/signup/?email=ada%40example.com").content


def test_a_forgotten_password_is_answered_the_same_for_everybody(client, channel, shopper):
    known = client.post("/account/password/reset/", {"email": "shopper@example.com"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.com"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known["Location"] == "/account/password/reset/done/"
    subjects = dict(MailMessage.objects.values_list("recipient", "subject"))
    assert subjects == {
        "shopper@example.com": "Choose a new password",
        "nobody@example.com": "No account with this email address",
    }


def test_the_mailed_link_sets_a_new_password_once_and_tells_about_it(client, channel, shopper):
    client.post("/account/password/reset/", {"email": "shopper@example.com"})
    link = link_in(MailMessage.objects.get())

    form = client.get(link, follow=True)
    page = form.request["PATH_INFO"]
    assert b"Choose a new password" in form.content
    answer = client.post(page, {"password1": "a whole new sentence"})

    assert answer["Location"] == "/account/password/reset/key/done/"
    shopper.refresh_from_db()
    assert shopper.check_password("a whole new sentence")
    assert MailMessage.objects.latest("pk").subject == "Your password was changed"
    again = type(client)().get(link, follow=True)
    assert "This link no longer works" in markup(again)


def test_a_changed_password_ends_the_session_and_is_told_by_mail(client, channel, shopper):
    client.force_login(shopper)
    EmailAddress.objects.create(user=shopper, email=shopper.email, verified=True, primary=True)

    answer = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "a whole new sentence"})

    assert answer.status_code == 302
    assert client.get("/account/").status_code == 302
    message = MailMessage.objects.get()
    assert message.subject == "Your password was changed"
    assert "from the IP address 127.0.0.1." in message.text
    assert "from the IP address 127.0.0.1." in message.html


@pytest.mark.parametrize(
    "name",
    [
        "email_confirmation",
        "email_confirmation_signup",
        "password_reset_key",
        "unknown_account",
        "account_already_exists",
        "address_in_use",
        "password_changed",
        "password_reset",
        "password_set",
        "email_changed",
        "email_deleted",
    ],
)
def test_every_account_mail_has_its_parts_and_a_short_subject(rf, channel, now, name):
    from shop.storefront.auth import AccountAdapter

    links = dict.fromkeys(
        ("activate_url", "password_reset_url", "signup_url", "login_url"), "http://testserver/link/?a=1&b=2"
    )
    facts = {"timestamp": now, "ip": "192.0.2.7", "from_email": "old@example.com", "to_email": "new@example.com"}
    context = {**links, **facts, "deleted_email": "gone@example.com"}

    AccountAdapter(rf.get("/")).send_mail(f"account/email/{name}", "ada@example.com", context)

    message = MailMessage.objects.get()
    assert 0 < len(message.subject) <= 45
    assert "&amp;" not in message.text
    assert ("http://testserver/link/?a=1&b=2" in message.text) == (
        "http://testserver/link/?a=1&amp;b=2" in message.html
    )
    for fact in ("192.0.2.7", "23 November 2026 at 09:00 UTC", "old@example.com", "gone@example.com"):
        assert (fact in message.text) == (fact in message.html)
    assert "You're receiving this email because" in message.text
    assert "You're receiving this email because" in message.html
