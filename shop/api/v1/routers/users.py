"""Accounts: open one, log in, stay logged in, log out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from shop.accounts.models import User as Account
from shop.accounts.queries import verified_emails
from shop.api.common import tokens
from shop.api.common.answers import answer, no_content, timestamp
from shop.api.common.auth import Bearer, customer_of
from shop.api.common.idempotency import OptionalKey, once
from shop.api.v1.schemas.common import BODY, problems
from shop.api.v1.schemas.users import Credentials, Login, Me, RefreshToken, Registration, TokenPair, User
from shop.core.idempotency import GUESTS, Claim

router = Router(tags=["Accounts"])


@router.post("/users/register/", response={201: User, **problems(*BODY, 409, 429)}, summary="Open an account")
def register_user(
    request: HttpRequest, registration: Registration, idempotency_key: OptionalKey = None
) -> HttpResponse:
    """Open an account; log in afterwards. A user name that is taken is a 422 at its field.

    The answer does not tell whether somebody has an account with this address already: then none is opened, and the
    owner of the address is told by mail.
    """
    return once(
        request, idempotency_key, registration, lambda claim: _register(request, registration, claim), guest=GUESTS
    )


def _register(request: HttpRequest, registration: Registration, claim: Claim | None) -> HttpResponse:
    user = tokens.register(
        request,
        username=registration.username,
        email=registration.email,
        password=registration.password,
        claim=claim,
    )
    return answer(_user(user), status=201)


@router.post("/users/login/", response={200: Login, **problems(*BODY, 401, 429)}, summary="Log in")
def log_in(request: HttpRequest, credentials: Credentials) -> HttpResponse:
    """Exchange email address (or user name) and password for tokens.

    Unknown accounts and wrong passwords are refused alike. After five failures within five
    minutes this client waits for this account, as long as Retry-After says; its owner does not, elsewhere.
    """
    user, pair = tokens.log_in(request, password=credentials.password, **credentials.login)
    return answer({**pair, "user": _user(user)})


@router.post("/users/refresh/", response={200: TokenPair, **problems(*BODY, 401)}, summary="Renew the tokens")
def refresh_tokens(request: HttpRequest, token: RefreshToken) -> HttpResponse:
    """Exchange a refresh token for a new pair. It works once.

    For half a minute it answers the same pair again, in case the answer was lost; after that a second use ends the
    login, because one was stolen.
    """
    return answer(tokens.rotate(token.refresh))


@router.post("/users/logout/", auth=Bearer(), response={204: None, **problems(401)}, summary="Log out")
def log_out(request: HttpRequest) -> HttpResponse:
    """End this login. Its access and refresh tokens are refused from now on."""
    tokens.log_out(request)
    return no_content()


@router.get("/me/", auth=Bearer(), response={200: Me, **problems(401)}, summary="See your account")
def get_me(request: HttpRequest) -> HttpResponse:
    """The account that the token belongs to."""
    user = customer_of(request)
    verified = user.email.lower() in verified_emails(user_id=user.pk)
    return answer({**_user(user), "email_verified": verified})


def _user(user: Account) -> dict[str, Any]:
    return {
        "id": user.pk,
        "username": user.username,
        "email": user.email,
        "created_at": timestamp(user.created_at),
    }
