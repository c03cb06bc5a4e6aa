"""What is committed anywhere is heard of, each change once, in whatever order transactions end."""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from shop.core.changes import KEEP, MANY, MAX_AGE, Changes, _parameters, forget_changes
from shop.core.models import Change
from shop.core.sql import visible_changes


@pytest.fixture
def session(transactional_db):
    with psycopg.connect(**_parameters(), autocommit=True) as session:
        yield session


def _tell(session, *tags):
    session.execute("SELECT core_tell(%s)", [list(tags)])


def test_a_change_is_heard_of_once(session):
    since, _, _ = visible_changes(session, since=None, most=9)
    _tell(session, "channel", "product:7")
    since, _, tags = visible_changes(session, since=since, most=9)
    assert sorted(tags) == ["channel", "product:7"]
    assert visible_changes(session, since=since, most=9)[2] == []


def test_who_began_first_and_ended_last_is_heard_of_last(session):
    with psycopg.connect(**_parameters()) as slow:
        _tell(slow, "slow")  # has the lower number, and is not committed
        since, _, _ = visible_changes(session, since=None, most=9)
        _tell(session, "quick")
        since, _, tags = visible_changes(session, since=since, most=9)
        assert tags == ["quick"]
        slow.commit()
        since, _, tags = visible_changes(session, since=since, most=9)
        assert tags == ["slow"]
        assert visible_changes(session, since=since, most=9)[2] == []


def test_what_is_rolled_back_is_not_heard_of(session):
    since, _, _ = visible_changes(session, since=None, most=9)
    with psycopg.connect(**_parameters()) as other:
        _tell(other, "never")
        other.rollback()
    assert visible_changes(session, since=since, most=9)[2] == []


def test_many_rows_of_a_statement_are_one_coarse_tag(session):
    since, _, _ = visible_changes(session, since=None, most=9)
    session.execute("SELECT core_tell(core_tags('product', ARRAY(SELECT generate_series(1, 200)::bigint)))")
    since, _, tags = visible_changes(session, since=since, most=MANY)
    assert len(tags) == 200
    session.execute("SELECT core_tell(core_tags('product', ARRAY(SELECT generate_series(1, 201)::bigint)))")
    assert visible_changes(session, since=since, most=MANY)[2] == ["product:*"]


def test_changes_are_forgotten_when_all_that_was_open_then_has_ended(session):
    with psycopg.connect(**_parameters()) as slow:
        _tell(slow, "slow")
        _tell(session, "old")
        Change.objects.update(made_at=timezone.now() - KEEP - timedelta(minutes=1))
        _tell(session, "new")
        assert forget_changes(now=timezone.now()) == 0  # "slow" may still come, and is as old as "old"
        slow.commit()

    def only_the_newest_are_left():
        _tell(session, "newest")
        Change.objects.update(made_at=timezone.now() - KEEP - timedelta(minutes=1))
        forget_changes(now=timezone.now())
        return set(Change.objects.values_list("tags__0", flat=True)) == {"newest"}

    _until(only_the_newest_are_left)  # not at once: other databases of the server may have transactions open, too


def test_a_thread_hears_of_what_others_commit_and_of_a_lost_connection(transactional_db):
    changes, rounds = Changes(), []
    changes.tell(rounds.append)
    assert not changes.live()
    changes.follow()
    try:
        _until(lambda: rounds == [None] and changes.live())
        with transaction.atomic():
            Change.objects.create(tags=["channel"])
        _until(lambda: rounds == [None, frozenset({"channel"})])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'shop-changes' AND datname = current_database()"
            )
            assert cursor.fetchone() == (1,)
        _until(lambda: rounds[2:] == [None])  # nobody knows what it missed
    finally:
        changes.stop()
    assert not changes.live()


def _until(holds):
    """Wait for something that another thread does: for a minute, where a busy machine takes so long."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_who_has_not_heard_for_a_moment_knows_nothing():
    changes = Changes()
    changes.note(frozenset(), asked_at=time.monotonic())
    assert changes.live()
    changes.note(frozenset(), asked_at=time.monotonic() - MAX_AGE)
    assert not changes.live()
