"""A client for the endpoint."""

import pytest
from django.test import Client

from tests.factories.accounts import token_of


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
