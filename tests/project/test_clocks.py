"""Everything that a test asks for the time has the same clock, also under `.ci/clocks.py`."""

import time

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, transaction

MINUTE = 60  # how long a busy machine may take between two questions


def test_python_postgresql_and_valkey_know_the_same_time(db):
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        ours = cursor.fetchone()[0]
    seconds, _ = caches["default"]._cache.get_client().time()

    assert ours == pytest.approx(before, abs=MINUTE)
    assert seconds == pytest.approx(before, abs=MINUTE)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("question", ["Date.now()", "new Date().getTime()", "+new Date"])
def test_a_page_knows_the_time_of_the_server(new_page, question):
    assert new_page().evaluate(question) / 1000 == pytest.approx(time.time(), abs=MINUTE)


def test_sleeping_takes_as_long_as_it_says():
    began = time.monotonic()
    time.sleep(0.05)
    assert 0.05 <= time.monotonic() - began < MINUTE


def test_postgresql_ends_what_takes_too_long(db):
    with (
        pytest.raises(OperationalError, match="statement timeout"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(30)")
