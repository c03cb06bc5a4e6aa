"""How a password is looked at."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied

from .models import User
from .queries import find_account


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Looks at one password, of the account that is meant, so that the time it takes tells nothing.

    allauth's own tries each account that has the address, confirmed or not, once as a name and once as an address:
    two passwords for one that is known, one for one that is not.
    """

    def authenticate(self, request: Any, **credentials: Any) -> User:
        """Return the account. Raises: PermissionDenied for a wrong password: no other backend is asked."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None:
            raise PermissionDenied
        return user

    def _authenticate(self, _request: Any, **credentials: Any) -> User | None:
        email, username = credentials.get("email") or "", credentials.get("username") or ""
        user = find_account(email=email, username=username)
        checked: User | None = self._check_password(user, credentials["password"])
        return checked
