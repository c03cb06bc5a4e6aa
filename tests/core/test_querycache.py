"""The fence around django-cachalot: one case for each way in which the library alone serves wrong rows (docs/adr/0004).

(a) and (b) were seen to fail with `querycache.install` left out, (c) and (f) with the library's own key.
"""

from __future__ import annotations

import threading
from threading import Event

import pytest
from cachalot.api import cachalot_disabled
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Category, Product
from shop.core import querycache
from shop.shipping.models import Zone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _query_cache_on(_no_query_cache):
    with cachalot_disabled(all_queries=False):
        from cachalot.api import LOCAL_STORAGE

        before = LOCAL_STORAGE.cachalot_enabled
        LOCAL_STORAGE.cachalot_enabled = True
        caches["queries"].clear()
        yield
        LOCAL_STORAGE.cachalot_enabled = before


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


def statements(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_a_repeated_read_of_a_listed_table_costs_no_statement_and_a_write_is_seen_at_once():
    Category.objects.create(name="A", slug="a")
    assert statements(names) == 1
    assert statements(names) == 0
    Category.objects.update(name="B")
    assert names() == ["B"]


@pytest.mark.parametrize(
    ("write", "then"),
    [
        ("UPDATE catalog_category SET name = 'B'", ["B"]),
        ('WITH gone AS (DELETE FROM "catalog_category" RETURNING name) SELECT * FROM gone', []),
        ("insert into catalog_category (name, slug, description, position) values ('B', 'b', '', 1)", ["A", "B"]),
    ],
)
def test_a_raw_write_is_seen_at_once(write, then):
    Category.objects.create(name="A", slug="a")
    assert names() == ["A"]
    with connection.cursor() as cursor:
        cursor.execute(write)
    assert names() == then


def test_tables_that_are_not_listed_are_never_cached():
    Product.objects.create(name="P", slug="p")
    assert [statements(lambda: list(Product.objects.all())) for _ in range(2)] == [1, 1]


def test_a_join_with_a_table_that_is_not_listed_is_never_cached():
    Category.objects.create(name="A", slug="a")
    joined = Category.objects.filter(products__name="P")
    assert [statements(lambda: list(joined.all())) for _ in range(2)] == [1, 1]


def test_an_autocommit_write_also_drops_what_a_reader_cached_while_it_ran(monkeypatch):
    """(a) A reader between the library's invalidation and the UPDATE itself keeps the old row otherwise."""
    Category.objects.create(name="old", slug="a")
    names()
    original = SQLCompiler.execute_sql
    seen = []

    def read_in_between(call, sql, params, many, context):
        if sql.startswith("UPDATE"):
            seen.append(in_thread(names))
        return call(sql, params, many, context)

    with connection.execute_wrapper(read_in_between):
        Category.objects.update(name="new")

    assert seen == [["old"]]
    assert names() == ["new"]
    assert SQLCompiler.execute_sql is original


def test_a_read_that_overlaps_a_commit_is_not_kept():
    """(b) A result counts as taken when its query began, not when it was done."""
    Category.objects.create(name="old", slug="a")
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
    with transaction.atomic():
        Category.objects.update(name="new")
    written.set()
    reader.join(timeout=10)

    assert box == [["old"]]
    assert names() == ["new"]


def test_filters_by_long_json_values_are_told_apart():
    """(c) The library's key shortens JSON parameters."""
    long = "x" * 60
    Category.objects.create(name="1", slug="a", picture={"path": f"{long}1"})
    Category.objects.create(name="2", slug="b", picture={"path": f"{long}2"})
    found = [
        list(Category.objects.filter(picture__contains={"path": f"{long}{n}"}).values_list("name", flat=True))
        for n in (1, 2)
    ]
    assert found == [["1"], ["2"]]


def test_inside_a_transaction_the_database_is_always_asked():
    """(d) A plain read after a lock must not come from the transaction's own cache."""
    Category.objects.create(name="before", slug="a")
    with transaction.atomic():
        assert names() == ["before"]
        in_thread(lambda: Category.objects.update(name="after"))
        assert names() == ["after"]


def test_a_database_of_another_name_has_other_keys(monkeypatch):
    """(f) The library's key holds the alias only."""
    compiler = Zone.objects.all().query.get_compiler("default")
    first = querycache.query_key(compiler)
    monkeypatch.setitem(connection.settings_dict, "NAME", "another")
    assert querycache.query_key(compiler) != first


def test_a_transaction_that_never_began_leaves_nothing_behind():
    """A refused BEGIN (here: a durable block inside another) would keep the thread from invalidating ever after."""
    Category.objects.create(name="old", slug="a")
    with transaction.atomic(), pytest.raises(RuntimeError), transaction.atomic(durable=True):
        pass
    assert names() == ["old"]
    assert statements(names) == 0
    Category.objects.update(name="new")
    assert in_thread(names) == ["new"]


def test_iterators_are_streamed_and_not_kept():
    """(i) A cached iterator would hold all its rows in memory."""
    Category.objects.create(name="A", slug="a")
    assert [statements(lambda: list(Category.objects.iterator())) for _ in range(2)] == [1, 1]
