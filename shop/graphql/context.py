"""Who asks, and what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from graphql import GraphQLError

from shop.accounts.bearer import customer
from shop.accounts.models import User
from shop.core.actor import GUEST, By
from shop.core.idempotency import Answer, Claim


@dataclass
class Context:
    """One request. `user` is the holder of the bearer token, or None without one."""

    request: HttpRequest
    user: User | None = None
    asked: dict[str, Any] = field(default_factory=dict)  # the body: query, variables, operationName
    headers: dict[str, str] = field(default_factory=dict)  # of the answer
    claim: Claim | None = None  # of the mutation, where it came with an Idempotency-Key
    known: Answer | None = None  # what the request was answered before

    @property
    def by(self) -> By:
        """The caller, now: what operations want to know; a customer, or a guest."""
        return By(GUEST if self.user is None else customer(self.user), timezone.now())

    def require_user(self) -> User:
        """Return the caller's account, or refuse."""
        if self.user is None:
            raise GraphQLError(_("Log in first."), extensions={"code": "not_authenticated"})
        return self.user
