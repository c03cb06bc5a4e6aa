"""Waking the delivery never holds up a buyer."""

import pytest
from huey.contrib.djhuey import HUEY

from shop.core.cache import FailOpenRedisCache
from shop.notifications.tasks import wake_delivery


@pytest.fixture(autouse=True)
def _empty_queue():
    HUEY.flush()
    yield
    HUEY.flush()
    FailOpenRedisCache._away_until = 0.0


def test_a_worker_is_woken():
    wake_delivery()
    assert HUEY.pending_count() == 1


def test_nobody_waits_for_a_server_that_is_away(monkeypatch):
    monkeypatch.setattr(FailOpenRedisCache, "_away_until", float("inf"))
    wake_delivery()
    assert HUEY.pending_count() == 0
