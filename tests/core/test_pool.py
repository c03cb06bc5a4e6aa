"""A connection of the pool is asked where it needs another limit or was silent for long; else its socket tells."""

from select import select

import psycopg
import pytest
from django.db import connection

from shop.core import statements
from shop.core.statements import ASK_AFTER, check_session, statements_within

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """What is sent: each limit that a connection is given, in milliseconds, or None for its own."""
    seen = []
    limit, lift = statements.limit_statements, statements.lift_limit
    monkeypatch.setattr(
        statements,
        "limit_statements",
        lambda session, milliseconds: seen.append(milliseconds) or limit(session, milliseconds=milliseconds),
    )
    monkeypatch.setattr(statements, "lift_limit", lambda session: seen.append(None) or lift(session))
    return seen


@pytest.fixture
def session():
    with psycopg.connect(**connection.get_connection_params() | {"pool": None}, autocommit=True) as opened:
        yield opened


def limit_of(session):
    return session.execute("SHOW statement_timeout").fetchone()[0]


def test_one_that_has_just_worked_is_not_asked(session, asked):
    for _ in range(3):
        with statements_within(50):
            check_session(session)
            assert limit_of(session) == "50ms"
    assert asked == [50]


def test_whoever_takes_it_has_their_own_limit(session, asked):
    for milliseconds in (50, 70, 70):
        with statements_within(milliseconds):
            check_session(session)
            assert limit_of(session) == f"{milliseconds}ms"
    check_session(session)
    check_session(session)
    assert limit_of(session) == "1min"  # as connections of the tests begin
    assert asked == [50, 70, None]


def test_one_that_was_silent_for_long_is_asked(session, asked, monkeypatch):
    check_session(session)
    later = statements.time.monotonic() + ASK_AFTER + 1
    monkeypatch.setattr(statements.time, "monotonic", lambda: later)
    check_session(session)
    check_session(session)
    assert asked == [None, None]


def test_one_that_the_server_has_ended_is_found_out_at_once(session, asked):
    check_session(session)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [session.info.backend_pid])
    assert select([session.fileno()], [], [], 20)[0]  # the server's last words have come
    with pytest.raises(psycopg.OperationalError):
        check_session(session)
    assert asked == [None, None]
