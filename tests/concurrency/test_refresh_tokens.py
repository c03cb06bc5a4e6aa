"""A refresh token is good for one exchange, also when it is sent many times at once."""

import pytest
from django.test import Client

from shop.accounts.models import User
from shop.api.common import tokens
from tests.concurrency.threads import all_at_once
from tests.factories.shop import make_channel


@pytest.mark.django_db(transaction=True)
def test_many_exchanges_of_one_token_at_once_are_given_the_same_pair():
    statuses, pairs = _exchanged_at_once()

    assert statuses == [200] * 8
    assert len({(pair["access"], pair["refresh"]) for pair in pairs}) == 1
    assert _post("refresh", {"refresh": pairs[0]["refresh"]}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_without_the_grace_one_of_many_succeeds_and_the_login_ends(monkeypatch):
    monkeypatch.setattr(tokens, "REFRESH_GRACE", 0)
    statuses, pairs = _exchanged_at_once()

    assert sorted(statuses) == [200] + [401] * 7
    [pair] = [pair for pair in pairs if "refresh" in pair]
    assert _post("refresh", {"refresh": pair["refresh"]}).status_code == 401


def _exchanged_at_once():
    make_channel()
    User.objects.create_user("shopper", "shopper@example.com", "correct horse battery")
    login = _post("login", {"email": "shopper@example.com", "password": "correct horse battery"}).json()

    answers = all_at_once(8, lambda _: _post("refresh", {"refresh": login["refresh"]}))

    return [answer.status_code for answer in answers], [answer.json() for answer in answers]


def _post(name, body):
    return Client().post(f"/api/v1/users/{name}/", body, content_type="application/json")
