"""What a process keeps goes with the first change of what it shows, and never counts where nobody can know."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shop.core import kept
from shop.core.changes import Changes
from shop.core.kept import Kept, kept_value
from shop.core.shown import Shown, collecting, shows, shows_until


@pytest.fixture
def changes():
    changes = Changes()
    changes.note(frozenset(), asked_at=time.monotonic() + 3600)
    return changes


def _hear(changes, *tags):
    changes.note(frozenset(tags), asked_at=time.monotonic() + 3600)


def _put(store, key, *tags, size=1, began=None, until=None):
    began = store.following.position if began is None else began
    return store.put(key, key.upper(), Shown(set(tags), until), size=size, began=began)


def test_a_change_drops_what_shows_it_and_nothing_else(changes):
    store = Kept(100, following=changes)
    _put(store, "a", "product:1", "channel")
    _put(store, "b", "product:2", "channel")
    _put(store, "c")
    _hear(changes, "product:1", "page:9")
    assert [store.get(key) for key in "abc"] == [None, "B", "C"]
    _hear(changes, "product:*")  # too many to name
    assert [store.get(key) for key in "abc"] == [None, None, "C"]
    changes.note(None, asked_at=time.monotonic() + 3600)
    assert store.keys() == []


def test_what_changed_while_it_was_read_is_not_kept(changes):
    store = Kept(100, following=changes)
    began = changes.position
    _hear(changes, "product:1")
    assert not _put(store, "a", "product:1", began=began)
    assert _put(store, "b", "product:2", began=began)
    for _ in range(300):  # more rounds than anybody remembers
        _hear(changes, "page:1")
    assert not _put(store, "c", "product:3", began=began)


def test_nothing_is_used_by_who_cannot_hear(changes):
    store = Kept(100, following=changes)
    _put(store, "a", "channel")
    changes.note(frozenset(), asked_at=time.monotonic() - 1)
    assert store.get("a") is None
    assert not _put(store, "b")
    _hear(changes)
    assert store.get("a") == "A"  # it hears again, and nothing had changed


def test_what_is_right_until_a_moment_is_not_used_afterwards(changes):
    store = Kept(100, following=changes)
    _put(store, "a", until=timezone.now() + timedelta(hours=1))
    _put(store, "b", until=timezone.now() - timedelta(seconds=1))
    assert [store.get(key) for key in "ab"] == ["A", None]


def test_what_nobody_asks_for_goes_first(changes):
    store = Kept(3, following=changes)
    for key in "abc":
        _put(store, key)
    assert store.get("a") == "A"
    _put(store, "d")
    assert store.keys() == ["c", "d", "a"]
    assert not _put(store, "e", size=4)
    value = store.get("c")
    store.grow("c", value, 2)
    assert store.keys() == ["c"]
    store.grow("c", "another", 2)  # that one is gone already
    assert store.keys() == ["c"]


def test_values_are_made_once_until_they_change(transactional_db, changes, monkeypatch):
    monkeypatch.setattr(kept, "_values", Kept(10, following=changes))
    made = iter(range(9))
    assert [kept_value("k", ["channel"], lambda: next(made)) for _ in range(3)] == [0, 0, 0]
    _hear(changes, "channel")
    assert kept_value("k", ["channel"], lambda: next(made)) == 1
    with transaction.atomic():
        assert kept_value("k", ["channel"], lambda: next(made)) == 2  # only the database is right
    assert kept_value("k", ["channel"], lambda: next(made)) == 1


def test_only_who_collects_hears_what_is_shown():
    shows("nobody")
    moment = timezone.now()
    with collecting() as outer:
        shows("a", "b")
        shows_until(moment)
        shows_until(moment + timedelta(days=1))
        with collecting() as inner:
            shows("c")
    assert (outer.tags, outer.until) == ({"a", "b"}, moment)
    assert (inner.tags, inner.until) == ({"c"}, None)
