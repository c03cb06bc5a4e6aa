"""How often somebody may try to get in: wrong passwords, new accounts, and mails that anybody can ask for.

A login is counted by account and by client together, so that nobody is stopped by what others do: not by their
neighbours behind the same address, and not by strangers who type passwords for their account (docs/adr/0014).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from shop.accounts.models import User
from shop.core.limits import (
    Limit,
    TooManyAttempts,
    count_attempt,
    find_known,
    hash_of,
    remember_clients,
    uncount_attempt,
)

FAILURES = 5  # of one client at one account, in FAILURE_WINDOW
FAILURE_WINDOW = timedelta(minutes=5)
OWN_FAILURES = 30  # of a client that logged in to this account before: it stops nobody but itself
ACCOUNT_FAILURES = 100  # of all strangers at one account in an hour (NIST SP 800-63B, 5.2.2)
CLIENT_FAILURES = 100  # of one client at all accounts where it never succeeded, in CLIENT_WINDOW
CLIENT_WINDOW = timedelta(minutes=10)
REGISTRATIONS = 100  # of one client in CLIENT_WINDOW; a school class shares an address
MAILS = 5  # to one address in an hour because somebody without a login asked for them
MAIL_REQUESTS = 100  # of one client in an hour


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A password that is about to be tried, and what it was counted by."""

    limits: tuple[Limit, ...]


def begin_login(*, account: str, client: str, device: str, now: datetime) -> LoginAttempt:
    """Count a try before the password is looked at, so that many at once are no more than many in turn.

    `account` names the account, or what was typed where there is none. `client` is the network address, `device` the
    secret of a browser that logged in before; either may be empty. Who succeeded before is only counted by that.
    Locks the counters. Raises: TooManyAttempts.
    """
    known = find_known(keys=_known_keys(account, client, device), now=now)
    if known:
        limits = [Limit(hash_of("login", "own", known), OWN_FAILURES, FAILURE_WINDOW)]
    else:
        limits = [
            Limit(hash_of("login", "pair", account, client), FAILURES, FAILURE_WINDOW),
            Limit(hash_of("login", "account", account), ACCOUNT_FAILURES),
        ]
        if client:
            limits.append(Limit(hash_of("login", "client", client), CLIENT_FAILURES, CLIENT_WINDOW))
    with transaction.atomic(durable=True):
        count_attempt(limits=limits, now=now)
    return LoginAttempt(tuple(limits))


def record_login(*, account: str, client: str, device: str, now: datetime, attempt: LoginAttempt | None = None) -> None:
    """Remember that somebody got into an account from here, and take back the try: it was no failure."""
    with transaction.atomic():
        if attempt is not None:
            uncount_attempt(limits=attempt.limits)
        remember_clients(keys=_known_keys(account, client, device), now=now)


def count_registration(*, client: str, now: datetime) -> None:
    """Count that a client opens an account. Locks the counter. Raises: TooManyAttempts."""
    if client:
        with transaction.atomic():
            count_attempt(limits=[Limit(hash_of("register", client), REGISTRATIONS, CLIENT_WINDOW)], now=now)


def main_address_of(user: User) -> EmailAddress:
    """Return the address that a new account was opened with.

    allauth keeps none where somebody else has written it down, confirmed or not.
    """
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email.lower(), defaults={"primary": True})
    return address


def count_mail(*, what: str, email: str, client: str, now: datetime) -> bool:
    """Count a mail that somebody without a login asks for; answers whether it is still to be sent.

    When an address was sent several within the hour, whoever asked for them, it has them already, and no more are
    sent; that is told to nobody, and so nobody can keep another from being helped. Locks the counters.
    Raises: TooManyAttempts for a client that asks for very many.
    """
    if client:
        with transaction.atomic():
            count_attempt(limits=[Limit(hash_of(what, "client", client), MAIL_REQUESTS)], now=now)
    try:
        with transaction.atomic():
            count_attempt(limits=[Limit(hash_of(what, "mail", email), MAILS)], now=now)
    except TooManyAttempts:
        return False
    return True


def count_reminder(*, email: str, client: str, now: datetime) -> bool:
    """Count a mail that tells somebody of their account because it was asked for anew; answers whether to send it."""
    return count_mail(what="account exists", email=email, client=client, now=now)


def _known_keys(account: str, client: str, device: str) -> list[str]:
    """Return what an account's client is known by, the surest first."""
    named = [("device", device), ("client", client)]
    return [hash_of("known", name, account, value) for name, value in named if value]
