"""Who a program is: a bearer token (RFC 6750) and nothing else. A session cookie means nothing to an API."""

from __future__ import annotations

from shop.core.acting import now_acting_as
from shop.core.actor import Actor
from shop.core.door import not_authenticated

from .allauth_private import validate_access_token
from .models import User


def user_of_bearer(header: str | None) -> User | None:
    """Return whose access token an Authorization header carries, or None without a header.

    From here on the request is signed with that customer. Raises: Refusal for every other header: another scheme, and
    a token that is wrong, over or logged out. Who sends one means not to be a guest.
    """
    if header is None:
        return None
    scheme, _, token = header.strip().partition(" ")
    found = validate_access_token(token.strip()) if scheme.lower() == "bearer" else None
    if not found:
        raise not_authenticated(has_sent=True)
    user: User = found[0]
    now_acting_as(customer(user))
    return user


def customer(user: User) -> Actor:
    """Return an account as operations know it. Staff who call an API act as the customers they are there."""
    return Actor(kind="customer", user_id=user.pk, label=user.email)
