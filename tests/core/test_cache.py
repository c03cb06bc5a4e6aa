"""The cache may vanish at any second."""

import pytest
from django.core.cache import caches

from shop.core.cache import FailOpenRedisCache


@pytest.fixture
def gone():
    cache = FailOpenRedisCache(
        "unix:///nowhere/valkey.sock", {"OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}}
    )
    yield cache
    FailOpenRedisCache._away_until = 0.0


def test_every_call_answers_as_if_nothing_were_stored(gone):
    gone.set("a", 1)
    gone.set_many({"a": 1})
    gone.delete_many(["a"])
    gone.clear()
    assert (gone.get("a"), gone.get("a", 7), gone.get_many(["a"])) == (None, 7, {})
    assert (gone.add("a", 1), gone.delete("a"), gone.touch("a"), gone.has_key("a"), gone.incr("a")) == (
        True,
        False,
        False,
        False,
        1,
    )


def test_after_a_failure_the_server_is_left_alone_for_a_while(gone, monkeypatch):
    gone.get("a")
    calls = []
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", lambda *a, **k: calls.append(1))
    gone.get("a")
    assert calls == []
    FailOpenRedisCache._away_until = 0.0
    gone.get("a")
    assert calls == [1]


def test_it_can_be_asked_whether_it_answers(gone):
    assert gone.answers() is False
    assert caches["default"].answers() is False  # the breaker is shared: it is the same server
    FailOpenRedisCache._away_until = 0.0
    assert caches["default"].answers() is True


def test_the_real_server_stores(settings):
    caches["default"].set("a", 1)
    assert caches["default"].get("a") == 1
