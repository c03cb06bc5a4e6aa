"""A refresh token is good for one exchange, also when it is sent many times at once."""

import pytest
from django.test import Client

from shop.accounts.models import User
from tests.concurrency.threads import all_at_once
from tests.factories.shop import make_channel


@pytest.mark.django_db(transaction=True)
def test_of_many_exchanges_of_one_token_one_succeeds_and_the_login_ends():
    make_channel()
    User.objects.create_user("shopper", "shopper@example.com", "correct horse battery")
    tokens = _post("login", {"email": "shopper@example.com", "password": "correct horse battery"}).json()

    answers = all_at_once(8, lambda _: _post("refresh", {"refresh": tokens["refresh"]}))

    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [200] + [401] * 7
    pair = answers[statuses.index(200)].json()
    assert _post("refresh", {"refresh": pair["refresh"]}).status_code == 401


def _post(name, body):
    return Client().post(f"/api/v1/users/{name}/", body, content_type="application/json")
