"""Customers as programs."""

from types import SimpleNamespace

from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy
from django.test import Client


def token_of(user) -> str:
    """Return an access token of a fresh login."""
    client = Client()
    client.force_login(user, backend="shop.accounts.backend.AccountBackend")
    return JWTTokenStrategy().create_access_token(SimpleNamespace(user=user, session=client.session))
