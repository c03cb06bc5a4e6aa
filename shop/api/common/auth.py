"""Who calls: bearer tokens and nothing else. A session cookie means nothing to the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from shop.accounts.bearer import customer, user_of_bearer
from shop.accounts.models import User
from shop.core.actor import GUEST, By


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent the request; `user` is None for a guest."""

    user: User | None = None

    @property
    def by(self) -> By:
        """The caller, now: what operations want to know."""
        return By(GUEST if self.user is None else customer(self.user), timezone.now())


class Bearer(HttpBearer):
    """Takes the access token that logging in gave. Valid as long as its login, and 5 minutes at most."""

    openapi_bearerFormat = "JWT"  # noqa: N815 - OpenAPI spells it so
    openapi_description = "The `access` token that `POST /api/v1/users/login/` answers."

    def __init__(self, *, required: bool = True) -> None:
        self.required = required
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return who calls, or None where nobody says and somebody must. Raises: Refusal."""
        user = user_of_bearer(request.headers.get("Authorization"))
        return None if user is None and self.required else Caller(user)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Never called: ninja's class is kept for the OpenAPI document alone."""
        raise NotImplementedError


def caller_of(request: HttpRequest) -> Caller:
    """Return who sent a request that has passed Bearer."""
    return cast("Caller", request.auth)  # type: ignore[attr-defined]  # set by ninja


def customer_of(request: HttpRequest) -> User:
    """Return the customer who sent a request that needs one."""
    user = caller_of(request).user
    assert user is not None, "the route requires a token"
    return user
