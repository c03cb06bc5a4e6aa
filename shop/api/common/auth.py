"""Who calls: bearer tokens and nothing else. A session cookie means nothing to the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from allauth.headless.tokens.strategies.jwt.internal import validate_access_token
from django.http import HttpRequest
from ninja.security import HttpBearer

from shop.accounts.models import User
from shop.core.acting import now_acting_as
from shop.core.actor import GUEST, Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent the request; `user` is None for a guest."""

    user: User | None = None

    @property
    def actor(self) -> Actor:
        """The caller as operations know them. Staff who call the API act as the customers they are here."""
        if self.user is None:
            return GUEST
        return Actor(kind="customer", user_id=self.user.pk, label=self.user.email)


class Bearer(HttpBearer):
    """Takes the access token that logging in gave. Valid as long as its login, and 5 minutes at most."""

    openapi_bearerFormat = "JWT"  # noqa: N815 - OpenAPI spells it so
    openapi_description = "The `access` token that `POST /api/v1/users/login/` answers."

    def __init__(self, *, required: bool = True) -> None:
        self.required = required
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        if not self.required and "Authorization" not in request.headers:
            return Caller()
        return cast("Caller | None", super().__call__(request))

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:  # noqa: ARG002 - ninja's signature
        """Return the owner of a token, or None for one that is wrong, over or logged out."""
        found = validate_access_token(token)
        if not found:
            return None
        caller = Caller(found[0])
        now_acting_as(caller.actor)
        return caller


def caller_of(request: HttpRequest) -> Caller:
    """Return who sent a request that has passed Bearer."""
    return cast("Caller", request.auth)  # type: ignore[attr-defined]  # set by ninja


def customer_of(request: HttpRequest) -> User:
    """Return the customer who sent a request that needs one."""
    user = caller_of(request).user
    assert user is not None, "the route requires a token"
    return user
