"""Servers in front of buyers say for whom they ask, if they are trusted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.core.models import KnownClient
from tests.factories.orders import make_order
from tests.threats.one_address.doing import ELSEWHERE, by_api, by_page

pytestmark = pytest.mark.django_db

KEY = "k" * 40


def test_a_trusted_client_says_for_whom_it_asks(shopper, settings):
    settings.TRUSTED_CLIENT_KEYS = ["old" * 12, KEY]
    stated = {"Client-Key": KEY, "Client-Address": ELSEWHERE}
    for _ in range(5):
        assert by_api("shopper@example.com", "wrong", **stated)[0] == 401
    assert by_api("shopper@example.com", **stated)[0] == 429

    assert (
        by_api("shopper@example.com", **stated | {"Client-Address": "198.51.100.4", "Client-Key": "old" * 12})[0] == 200
    )
    assert by_page("shopper@example.com")[0] == 200


@pytest.mark.parametrize("key", ["", "wrong", "K" * 40, "é", KEY[:-1]])
def test_without_a_right_key_the_statement_is_ignored(shopper, settings, key):
    settings.TRUSTED_CLIENT_KEYS = [KEY]
    tries = [
        by_api("shopper@example.com", "wrong", **{"Client-Key": key, "Client-Address": f"198.51.100.{number}"})[0]
        for number in range(6)
    ]

    assert tries == [401] * 5 + [429]


@pytest.mark.parametrize("keys", [[], [KEY]])
def test_no_keys_mean_that_nobody_is_trusted(shopper, settings, keys):
    settings.TRUSTED_CLIENT_KEYS = keys
    for number in range(5):
        by_api("shopper@example.com", "wrong", **{"Client-Key": "", "Client-Address": f"198.51.100.{number}"})
    assert by_api("shopper@example.com")[0] == 429


def test_counters_and_clients_are_forgotten(shopper):
    by_api("shopper@example.com")
    from shop.core.limits import purge_attempts

    now = timezone.now()
    assert purge_attempts(now=now + timedelta(minutes=59)) == 0
    assert purge_attempts(now=now + timedelta(minutes=61)) == 3
    assert KnownClient.objects.count() == 2
    assert purge_attempts(now=now + timedelta(days=181)) == 2


def test_orders_are_placed_for_buyers_of_a_partner(settings):
    settings.TRUSTED_CLIENT_KEYS = [KEY]
    order = make_order(("MUG", 1), client="203.0.113.1").order
    assert order.payments.get().client_key != ""
