"""A client for the endpoint."""

import pytest
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from django.test import Client


@pytest.fixture
def ask():
    """Send a query as JSON, as a guest or with a customer's token; answers the whole JSON body."""

    tokens = {}

    def send(query, *, user=None, variables=None, status=200, key=None):
        if user and user.pk not in tokens:
            tokens[user.pk] = token_of(user)
        headers = {"Authorization": f"Bearer {tokens[user.pk]}"} if user else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        body = {"query": query, "variables": variables or {}}
        client = Client(enforce_csrf_checks=True)
        response = client.post("/graphql/", body, content_type="application/json", headers=headers)
        assert response.status_code == status, response.content
        assert not response.cookies
        return response.json()

    return send


def token_of(user):
    client = Client()
    client.force_login(user, backend="shop.accounts.backend.AccountBackend")
    return create_access_token(user, client.session, {})
