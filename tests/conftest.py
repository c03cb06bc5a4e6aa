"""Personas and the small shop that most tests begin with."""

from __future__ import annotations

import itertools
import socketserver
from datetime import UTC, datetime

import hypothesis
import pytest
from cachalot.api import cachalot_disabled
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase

from shop.accounts.models import User
from shop.channels.models import Channel
from shop.config.opening import OpeningMiddleware
from shop.core.acting import acting_as
from shop.core.actor import GUEST, Actor
from shop.core.cache import FailOpenRedisCache
from shop.core.changes import changes
from shop.graphql import budget
from shop.reports.verify import find_breaks
from tests import database
from tests.browser import CHROMIUM, LEFT_OUT, browser, new_page  # noqa: F401  (fixtures)
from tests.drawn import draw_cases
from tests.factories import shop as shops
from tests.factories.documents import written_when_read
from tests.races import pytest_generate_tests, pytest_itemcollected, race_round  # noqa: F401  (hooks and a fixture)

# A busy machine is not a hostile one, and draws slowly; whoever tests a limit sets it.
budget.MAX_SECONDS = budget.WAIT_SECONDS = 60.0
hypothesis.settings.register_profile(
    "shop",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("shop")

# Headers and body leave in two writes; the second would wait 40 ms each time until the first is acknowledged.
socketserver.StreamRequestHandler.disable_nagle_algorithm = True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Begin with the longest, lest one process works alone at the end; skip browser tests where none is installed.

    Browser tests come last, because Playwright keeps an event loop running.
    """
    draw_cases(config, items)
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, not _is_long(item)))
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


_SWEPT_EVERY = 10  # tests
_over = itertools.count(1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    yield
    if nextitem and {"db", "transactional_db"} & set(item.fixturenames) and next(_over) % _SWEPT_EVERY == 0:
        database.sweep()


def _is_long(item):
    return item.get_closest_marker("long") is not None or item.get_closest_marker("race") is not None


def pytest_terminal_summary(terminalreporter):
    left_out = [report for report in terminalreporter.stats.get("skipped", ()) if LEFT_OUT in str(report.longrepr)]
    if left_out:
        terminalreporter.write_line(f"{len(left_out)} {LEFT_OUT}", yellow=True)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    with django_db_blocker.unblock():
        database.make(request.config)
    yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_kept():
    """A test's tables are emptied while triggers sleep, so no process of tests may keep what it has read of them.

    What is kept is tested by `tests/kept`, each test with ears of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "follow", lambda: None)
        yield
        assert not changes.live()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_fast():
    """Instead of Django's TRUNCATE of every table, which takes 0.4 s and is refused by those that are append-only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.empty_tables())
        yield


@pytest.fixture(autouse=True)
def _everything_adds_up(request):
    """After every test that used the database, nothing is broken; `breaks_rules` marks those that force a state."""
    used = {"db", "transactional_db"} & set(request.fixturenames)
    if used:  # asked for here, so that it is still there when the test is over
        request.getfixturevalue(max(used))
    yield
    if not used or request.node.get_closest_marker("breaks_rules") or connection.needs_rollback:
        return
    if database.broken_rules():
        assert [(finding.code, finding.examples) for finding in find_breaks().broken] == []


@pytest.fixture(autouse=True)
def _documents_when_read():
    with written_when_read():
        yield


@pytest.fixture
def now() -> datetime:
    """A Monday morning."""
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_query_cache():
    FailOpenRedisCache._away_until = 0.0
    with cachalot_disabled():
        yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def _open_shop(monkeypatch):
    """The shop is known to be open, so that no page asks; `tests/config/test_opening.py` asks."""
    monkeypatch.setattr(OpeningMiddleware, "open_until", float("inf"))


@pytest.fixture(autouse=True)
def _guest_at_work():
    """Whatever a test calls directly is signed as a guest's, so that it has the statements that a guest costs."""
    with acting_as(GUEST):
        yield


@pytest.fixture
def channel(db) -> Channel:
    """A shop that sells in euros to Germany, Austria and France, with two ways to deliver and one location."""
    return shops.make_channel()


@pytest.fixture
def shopper(db) -> User:
    return User.objects.create_user("shopper", "shopper@example.com", "correct horse battery")


@pytest.fixture
def other_shopper(db) -> User:
    return User.objects.create_user("other", "other@example.com", "correct horse battery")


@pytest.fixture
def manager(db) -> User:
    return User.objects.create_superuser("manager", "manager@example.com", "correct horse battery")


@pytest.fixture
def clerk(db) -> User:
    """Limited staff: sees and ships orders, touches no money."""
    user = User.objects.create_user("clerk", "clerk@example.com", "correct horse battery", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_order", "ship_order"]))
    return user


_MONEY = ("payments.mark_paid", "payments.capture_payment")


@pytest.fixture
def staff_actor() -> Actor:
    """Staff with every right over orders."""
    verbs = ("ship_order", "cancel_order", "refund_order", "hold_order", "edit_order", "add_order", "add_ordernote")
    rights = frozenset({*(f"orders.{verb}" for verb in verbs), "fulfilment.handle_return", *_MONEY})
    return Actor(kind="staff", label="manager@example.com", permissions=rights)
