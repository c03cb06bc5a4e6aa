"""Who is at the desk: the one place where a request's user becomes an actor."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from shop.accounts.models import User
from shop.core.actor import GUEST, Actor, By


def actor_of(user: User | AnonymousUser) -> Actor:
    """Return the staff member as an actor with all permissions that they hold; anybody else is a guest."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return GUEST
    return Actor(kind="staff", user_id=user.pk, label=user.email, permissions=frozenset(user.get_all_permissions()))


def staff_of(request: HttpRequest) -> Actor:
    """Return who makes this request, as an actor."""
    return actor_of(request.user)


def by_staff(request: HttpRequest) -> By:
    """Return who makes this request, now: what operations want to know."""
    return By(staff_of(request), timezone.now())
