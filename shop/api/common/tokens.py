"""Accounts and tokens, by allauth's own flows: its rate limits, password rules and sessions hold here as on the pages.

A login is a row of Django's sessions. Access tokens (5 minutes) and refresh tokens (REFRESH_TOKEN_DAYS, each used
once) name it, and end with it: by logging out, by a new password, by closing the account.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext

from shop.accounts.allauth_private import (
    Client,
    LoginInput,
    SignupInput,
    authentication_context,
    decode_token,
    get_token_session,
    mark_request_as_headless,
    perform_password_login,
    validate_token_user,
)
from shop.accounts.models import User
from shop.accounts.operations import count_registration, main_address_of
from shop.accounts.queries import has_account
from shop.core.clients import client_address
from shop.core.contact import email_key
from shop.core.door import Refusal
from shop.core.errors import InvalidInput, retry_headers
from shop.core.idempotency import Claim, bind_key, claim_key
from shop.core.limits import TooManyAttempts
from shop.core.sql import draw_keys

Tokens = dict[str, Any]

REFRESH_GRACE = 30  # seconds in which a refresh token that was used answers the same pair again
_GIVEN = "refresh_given"  # in the session: what used refresh tokens were exchanged for
_USES = ("access", "refresh")


def register(request: HttpRequest, *, username: str, email: str, password: str, claim: Claim | None = None) -> User:
    """Open an account and send the mail that verifies its address; or return the one that this key opened before.

    Raises: InvalidInput, Refusal, KeyInProgress, KeyReused, AlreadyAnswered.
    """
    with _headless(request, "HTTP_AUTHORIZATION", "HTTP_X_SESSION_TOKEN"):
        try:
            count_registration(client=client_address(request), now=timezone.now())
        except TooManyAttempts as error:
            raise Refusal("rate_limited", headers=retry_headers(error)) from error
        typed = User.objects.normalize_email(email)
        form = _Registration(data={"username": username, "email": typed, "password": password})
        return _open_account(request, form, claim)


def log_in(request: HttpRequest, *, password: str, **login: str) -> tuple[User, Tokens]:
    """Check a password and return the customer with tokens. `login` is `email` or `username`.

    The refusal is the same for unknown accounts, closed ones and wrong passwords, and takes as long. Raises: Refusal.
    """
    with _headless(request, "HTTP_AUTHORIZATION", "HTTP_X_SESSION_TOKEN"):
        named = {name: email_key(value) if name == "email" else value for name, value in login.items()}
        form = LoginInput(data={**named, "password": password})
        if not form.is_valid():
            for error in form.non_field_errors().as_data():
                if error.code == "too_many_login_attempts":
                    pause = str((error.params or {})["retry_after"])
                    raise Refusal("rate_limited", str(error.message), headers={"Retry-After": pause})
            raise Refusal("invalid_credentials", headers={"WWW-Authenticate": "Bearer"})
        response = perform_password_login(request, form.cleaned_data, form.login)
        meta = json.loads(response.content)["meta"] if isinstance(response, JsonResponse) else {}
        if "access_token" not in meta:  # closed, or another step is asked for
            raise Refusal("invalid_credentials", headers={"WWW-Authenticate": "Bearer"})
        request.session.set_expiry(settings.HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN)  # as long as its tokens
        request.session.save()
        return form.login.user, _tokens(meta["access_token"], meta["refresh_token"])


def rotate(refresh: str) -> Tokens:
    """Exchange a refresh token for a new pair. Raises: Refusal.

    Asked again within REFRESH_GRACE it answers the same pair, for the answer may have been lost or two tabs may have
    asked at once. One that was used before that ends its whole login, because one of its two users has stolen it
    (RFC 9700, 4.14.2). Locks the session.
    """
    payload = decode_token(refresh, "refresh")
    session = get_token_session(payload) if payload else None
    with transaction.atomic(durable=True):
        # Two requests with the same token: the second waits, and finds what the first was given.
        known = session and Session.objects.select_for_update().filter(pk=session.session_key).first()
        pair = (_given_before(payload) or _given_now(refresh, payload)) if known else None
        if session and known and pair is None:
            session.flush()
    if pair is None:
        raise Refusal("invalid_refresh_token", headers={"WWW-Authenticate": "Bearer"})
    return _tokens(*pair)


def _given_now(refresh: str, payload: dict[str, Any]) -> tuple[str, str] | None:
    """Rotate, and note in the login what the pair says: not the tokens, which are never stored, but their claims."""
    pair: tuple[str, str] | None = JWTTokenStrategy().refresh_token(refresh)
    session = get_token_session(payload) if pair else None
    if pair is None or session is None:
        return None
    now = time.time()
    recent = {jti: given for jti, given in session.get(_GIVEN, {}).items() if given["until"] > now}
    claims = [decode_token(token, use) for token, use in zip(pair, _USES, strict=True)]
    session[_GIVEN] = {**recent, payload["jti"]: {"until": now + REFRESH_GRACE, "claims": claims}}
    session.set_expiry(settings.HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN)
    session.save()
    return pair


def _given_before(payload: dict[str, Any]) -> tuple[str, str] | None:
    """Return the pair that this token was exchanged for a moment ago, made anew from the same claims."""
    session = get_token_session(payload)
    given = session.get(_GIVEN, {}).get(payload["jti"]) if session is not None else None
    if (
        session is None
        or given is None
        or given["until"] <= time.time()
        or validate_token_user(payload, session) is None
    ):
        return None
    from jwt import encode  # brings cryptography, 9 MiB that a process needs for tokens alone

    access, renewed = (
        encode(claims, settings.SECRET_KEY, algorithm=settings.HEADLESS_JWT_ALGORITHM) for claims in given["claims"]
    )
    return access, renewed


def log_out(request: HttpRequest) -> None:
    """End the login whose access token the request carries; its tokens are dead from now on."""
    with _headless(request, "HTTP_X_SESSION_TOKEN"):
        get_adapter().logout(request)


class _Registration(SignupInput):  # type: ignore[misc]  # allauth is untyped
    """allauth's sign-up with a user name, which the shop's own page makes up, and passwords that resemble neither."""

    def _get_signup_fields(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        return {**super()._get_signup_fields(kwargs), "username": {"required": True}}

    def validate_unique_email(self, value: str) -> str:
        """Say nothing about an address that is known: its owner is told by mail."""
        self.account_already_exists = has_account(email=value)
        return value

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        if self.account_already_exists and "username" in self.errors:
            named = User.objects.filter(username__iexact=self.data["username"], email__iexact=values["email"])
            if named.exists():  # the same request again: for a new address it would be this answer, too
                del self.errors["username"]
        if values.get("password"):
            somebody = get_user_model()(username=values.get("username", ""), email=values.get("email", ""))
            try:
                validate_password(values["password"], somebody)
            except ValidationError as error:
                self.add_error("password", error)
        return values

    def clean_password(self) -> str:
        return str(self.cleaned_data["password"])


def _open_account(request: HttpRequest, form: _Registration, claim: Claim | None) -> User:
    try:
        with transaction.atomic():  # the account, its address and the mail, or none of them
            if made := claim_key(claim=claim, result="", now=timezone.now()):
                return User.objects.get(pk=made)
            if not form.is_valid():
                raise InvalidInput(fields={name: " ".join(texts) for name, texts in form.errors.items()})
            if form.account_already_exists:
                return _as_if_new(request, form)
            user, _ = form.try_save(request)
            assert isinstance(user, User)
            bind_key(claim=claim, result=str(user.pk))
            signals.user_signed_up.send(sender=User, request=request, user=user)
            main_address_of(user).send_confirmation(request, signup=True)
    except IntegrityError as error:  # somebody else was faster
        name = "email" if "email" in str(error) else "username"
        raise InvalidInput(fields={name: gettext("This is already taken.")}) from error
    return user


def _as_if_new(request: HttpRequest, form: _Registration) -> User:
    """Return what a new account would look like, and tell the owner of the address by mail instead of opening one."""
    values = form.cleaned_data
    (key,) = draw_keys({User: 1})[User]
    user = User(pk=key, username=form.data["username"], email=values["email"], created_at=timezone.now())
    user.set_password(values["password"])  # takes as long
    get_adapter().remind_owner(request, values["email"])
    return user


def _tokens(access: str, refresh: str) -> Tokens:
    return {
        "access": access,
        "refresh": refresh,
        "token_type": "Bearer",
        "expires_in": settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN,
    }


@contextmanager
def _headless(request: HttpRequest, *ignored_headers: str) -> Iterator[None]:
    """Let allauth's flows act on a token's session instead of the cookie's; `ignored_headers` name none here."""
    for name in ignored_headers:
        request.META.pop(name, None)
    vars(request).pop("headers", None)  # Django's cached view of META
    mark_request_as_headless(request, Client.APP)
    with authentication_context(request):
        yield
