"""Who asks: a bearer token and nothing else, so that a cookie alone can never act."""

from __future__ import annotations

from functools import cached_property

from allauth.core.internal.httpkit import get_authorization_credential
from allauth.headless.tokens.strategies.jwt.internal import validate_access_token
from django.http import HttpRequest, HttpResponse
from graphql import GraphQLError

from shop.accounts.models import User
from shop.core.acting import now_acting_as
from shop.core.actor import GUEST, Actor
from shop.core.idempotency import Answer, Claim


class Context:
    """One request. `user` is the holder of the bearer token, or None without one."""

    claim: Claim | None = None  # of the mutation, where it came with an Idempotency-Key
    known: Answer | None = None  # what the request was answered before

    def __init__(self, request: HttpRequest, response: HttpResponse) -> None:
        self.request = request
        self.response = response  # carries headers only

    @cached_property
    def user(self) -> User | None:
        token = get_authorization_credential(self.request, "Bearer")
        if token is None:
            return None
        found = validate_access_token(token)
        if found is None:
            raise GraphQLError("The access token is wrong or has expired.", extensions={"code": "unauthenticated"})
        user: User = found[0]
        now_acting_as(_customer(user))
        return user

    @property
    def actor(self) -> Actor:
        """The caller for operations: a customer, or a guest."""
        user = self.user
        return GUEST if user is None else _customer(user)

    def require_user(self) -> User:
        """Return the caller's account, or refuse."""
        if self.user is None:
            raise GraphQLError("Log in first.", extensions={"code": "unauthenticated"})
        return self.user


def _customer(user: User) -> Actor:
    return Actor(kind="customer", user_id=user.pk, label=user.email)
