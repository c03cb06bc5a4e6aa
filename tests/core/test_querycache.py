"""The fence around django-cachalot (docs/adr/0004): each fault with its mend, and with the library alone.

A case of the library alone that passes means that the pinned version has no such fault any more: its mend can go.
"""

from __future__ import annotations

import threading
from importlib.util import find_spec, module_from_spec
from threading import Event

import pytest
from cachalot import monkey_patch
from cachalot.api import LOCAL_STORAGE, cachalot_disabled
from cachalot.cache import CacheHandler
from cachalot.settings import cachalot_settings
from cachalot.utils import get_query_cache_key
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from django.db.transaction import Atomic
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as NoServer

from shop.catalog.models import Category, Product
from shop.config.settings import _DB_NAME

pytestmark = pytest.mark.django_db(transaction=True)

faulty = pytest.mark.xfail(strict=True, raises=AssertionError)
both_ways = pytest.mark.parametrize(
    "alone", [pytest.param(False, id="mended"), pytest.param(True, id="the library alone", marks=faulty)]
)


@pytest.fixture(autouse=True)
def _query_cache_on(_no_query_cache):
    with cachalot_disabled():
        LOCAL_STORAGE.cachalot_enabled = True
        caches["queries"].clear()
        yield


@pytest.fixture
def library(monkeypatch):
    """What the library itself has where the shop has a mend: `library.key()`, `library.read()`, `library.enter()`."""
    spec = find_spec("cachalot.monkey_patch")
    pristine = module_from_spec(spec)
    spec.loader.exec_module(pristine)

    class Library:
        def key(self):
            monkeypatch.setattr(cachalot_settings, "CACHALOT_QUERY_KEYGEN", get_query_cache_key)

        def read(self):
            monkeypatch.setattr(monkey_patch, "_get_result_or_execute_query", pristine._get_result_or_execute_query)

        def enter(self):
            monkeypatch.setattr(Atomic, "__enter__", Atomic.__enter__.__wrapped__)

    return Library()


def in_thread(call):
    """Run a call as another request would: own connection, committed."""
    box = []

    def run():
        try:
            box.append(call())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=20)
    return box[0]


def names():
    return list(Category.objects.order_by("pk").values_list("name", flat=True))


def rename(name):
    with transaction.atomic():
        Category.objects.update(name=name)


def statements(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_a_repeated_read_of_a_listed_table_costs_no_statement_and_a_write_is_seen_at_once():
    Category.objects.create(name="A", slug="a")
    assert statements(names) == 1
    assert statements(names) == 0
    rename("B")
    assert names() == ["B"]


def test_tables_that_are_not_listed_are_never_cached():
    Product.objects.create(name="P", slug="p")
    assert [statements(lambda: list(Product.objects.all())) for _ in range(2)] == [1, 1]


def test_a_join_with_a_table_that_is_not_listed_is_never_cached():
    Category.objects.create(name="A", slug="a")
    joined = Category.objects.filter(products__name="P")
    assert [statements(lambda: list(joined.all())) for _ in range(2)] == [1, 1]


def test_iterators_are_streamed_and_not_kept():
    Category.objects.create(name="A", slug="a")
    assert [statements(lambda: list(Category.objects.iterator())) for _ in range(2)] == [1, 1]


@pytest.mark.parametrize("in_transaction", [True, pytest.param(False, marks=faulty)])
def test_a_write_drops_what_a_reader_cached_while_it_ran(in_transaction):
    """(a) The library drops before an autocommit write, not after; in a transaction, after. So all writes are in one."""
    Category.objects.create(name="old", slug="a")
    seen = []

    def read_in_between(call, sql, params, many, context):
        if sql.startswith("UPDATE"):
            seen.append(in_thread(names))
        return call(sql, params, many, context)

    with connection.execute_wrapper(read_in_between):
        rename("new") if in_transaction else Category.objects.update(name="new")

    assert seen == [["old"]]
    assert names() == ["new"]


@both_ways
@pytest.mark.parametrize("known", [True, False])
def test_a_read_that_overlaps_a_commit_is_not_kept(library, alone, known):
    """(b) A result counts as taken when its query began, whether or not the cache knows of an earlier change."""
    if alone:
        library.read()
    Category.objects.create(name="old", slug="a")
    if not known:
        caches["queries"].clear()
    read_done, written = Event(), Event()

    def slow_read():
        def pause_after(call, sql, params, many, context):
            result = call(sql, params, many, context)
            if "catalog_category" in sql:
                read_done.set()
                written.wait(timeout=10)
            return result

        with connection.execute_wrapper(pause_after):
            return names()

    box = []
    reader = threading.Thread(target=lambda: (box.append(slow_read()), connections.close_all()))
    reader.start()
    assert read_done.wait(timeout=10)
    rename("new")
    written.set()
    reader.join(timeout=10)

    assert box == [["old"]]
    assert names() == ["new"]


@both_ways
def test_filters_by_long_json_values_are_told_apart(library, alone):
    """(c) psycopg prints JSON shortened, and the library's key is made of what it prints."""
    if alone:
        library.key()
    long = "x" * 60
    Category.objects.create(name="1", slug="a", picture={"path": f"{long}1"})
    Category.objects.create(name="2", slug="b", picture={"path": f"{long}2"})
    found = [
        list(Category.objects.filter(picture__contains={"path": f"{long}{n}"}).values_list("name", flat=True))
        for n in (1, 2)
    ]
    assert found == [["1"], ["2"]]


@both_ways
def test_inside_a_transaction_the_database_is_always_asked(library, alone, monkeypatch):
    """(d) Who waited for a lock reads before the library has dropped what was cached: it does so after the commit."""
    if alone:
        library.key()
    Category.objects.create(name="before", slug="a")
    assert names() == ["before"]
    committed, looked = Event(), Event()

    def exit_late(handler, *args, original=CacheHandler.exit_atomic, **kwargs):
        committed.set()
        looked.wait(timeout=10)
        original(handler, *args, **kwargs)

    monkeypatch.setattr(CacheHandler, "exit_atomic", exit_late)
    writer = threading.Thread(target=lambda: (rename("after"), connections.close_all()))
    writer.start()
    assert committed.wait(timeout=10)
    with transaction.atomic():
        seen = names()
        looked.set()
    writer.join(timeout=10)
    assert seen == ["after"]


@both_ways
def test_a_table_read_in_an_expression_is_not_overlooked(library, alone):
    """(e) The library finds tables in joins and conditions, not in every expression."""
    if alone:
        library.key()
    Category.objects.create(name="A", slug="a")
    Product.objects.create(name="before", slug="p")
    first = Coalesce(Subquery(Product.objects.values("name")[:1]), Value(""))
    alike = Category.objects.filter(name=first)
    assert list(alike.all()) == []
    Product.objects.update(name="A")
    assert [one.name for one in alike.all()] == ["A"]


def test_a_database_of_another_name_has_other_keys():
    """(f) The library's keys hold Django's alias alone; the name is in the prefix that Django's cache adds."""
    assert caches["queries"].make_key("k").startswith(f"{_DB_NAME}:q")


@pytest.mark.parametrize(
    "backend",
    [
        "shop.core.cache.FailOpenRedisCache",
        pytest.param(
            "django.core.cache.backends.redis.RedisCache", marks=pytest.mark.xfail(strict=True, raises=NoServer)
        ),
    ],
)
def test_a_cache_that_is_away_fails_no_read(settings, backend):
    """(g) The library hands on what the cache raises."""
    Category.objects.create(name="A", slug="a")
    nowhere = {"BACKEND": backend, "LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = settings.CACHES | {"queries": nowhere}
    assert names() == ["A"]


@both_ways
def test_a_transaction_that_never_began_leaves_nothing_behind(library, alone):
    """(j) A refused BEGIN (here: a durable block inside another) would keep the thread from invalidating ever after."""
    if alone:
        library.enter()
    Category.objects.create(name="old", slug="a")

    def begin_in_vain_and_write():
        with transaction.atomic(), pytest.raises(RuntimeError), transaction.atomic(durable=True):
            pass
        rename("new")

    assert names() == ["old"]
    in_thread(begin_in_vain_and_write)
    assert names() == ["new"]
