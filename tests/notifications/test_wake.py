"""Waking the worker: once for each job, after the commit, and it never holds up a buyer."""

import pytest
from django.db import transaction
from huey.contrib.djhuey import HUEY

from shop.core import waking
from shop.core.cache import FailOpenRedisCache
from shop.core.waking import wake
from shop.orders.operations import mail_order_link
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue():
    HUEY.flush()
    yield
    HUEY.flush()
    FailOpenRedisCache._away_until = 0.0


def test_a_worker_is_woken_after_the_commit_once_for_each_job():
    with transaction.atomic():
        for job in ("mail", "payment events", "mail"):
            wake(job)
        assert HUEY.pending_count() == 0
    assert [task.args for task in HUEY.pending()] == [("mail",), ("payment events",)]


def test_what_is_rolled_back_wakes_nobody():
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            wake("mail")
            raise ZeroDivisionError
        wake("payment events")
    assert [task.args for task in HUEY.pending()] == [("payment events",)]


def test_an_email_wakes_who_sends_it():
    make_channel()
    make_product(skus=["MUG"])
    order = make_order(("MUG", 1)).order
    HUEY.flush()
    mail_order_link(number=str(order.number), email=order.email, now=NOW)
    assert [task.args for task in HUEY.pending()] == [("mail",)]


def test_every_job_is_known_to_the_worker():
    assert set(waking._JOBS) == {"mail", "payment events"}


def test_nobody_waits_for_a_server_that_is_away(monkeypatch):
    monkeypatch.setattr(FailOpenRedisCache, "_away_until", float("inf"))
    wake("mail")
    assert HUEY.pending_count() == 0
