"""Starts PostgreSQL and Valkey for a test run, before pytest-django reads the settings.

Loaded by `-p tests.services_plugin`, because a conftest comes too late. The servers belong to this run alone
and vanish with it. TEST_DATABASE_URL and TEST_REDIS_URL name servers to use instead. What the shell says of a shop
(DATABASE_URL, SITE_URL and all the others) is never used: tests must not reach a real one, nor depend on it.
"""

import os
import re
import sys
from collections.abc import Generator

import pytest

from shop.demo import postgres, valkey
from shop.demo.datadir import make_throwaway
from shop.demo.errors import ServicesError
from shop.demo.services import Services

_CLOCK = ("TZ", "LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC", "FAKETIME_DISABLE_SHM", "NO_FAKE_STAT")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    options = early_config.known_args_namespace
    # Each of the many programs that tests start would translate every module anew: seconds of two processors' time.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # pytest-xdist's workers inherit the environment
    if not is_worker and not options.help and not options.version:
        _set_environment(early_config)
    return (yield)


@pytest.hookimpl(tryfirst=True)  # xdist's own answers otherwise: it is loaded later
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """The whole suite keeps every processor busy while one of its processes waits; a part of it is faster in one."""
    return (os.process_cpu_count() or 1) + 1 if config.args_source is not pytest.Config.ArgsSource.ARGS else 0


def _set_environment(config: pytest.Config) -> None:
    database, redis = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    if not (database and redis):
        if "FAKETIME" in os.environ:  # `.ci/clocks.py`: the servers see the same clock
            for servers in (postgres, valkey):
                servers.ENVIRONMENT.update((name, os.environ[name]) for name in _CLOCK if name in os.environ)
        try:
            services = Services(make_throwaway(), postgres=not database, valkey=not redis, durable=False)
            services.start()
        except ServicesError as error:
            raise pytest.UsageError(str(error)) from error
        config.add_cleanup(services.stop)
        database, redis = database or services.database_url, redis or services.redis_url
    for name in re.findall(r"^#?([A-Z_]+)=", (config.rootpath / ".env.example").read_text(), re.MULTILINE):
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    os.environ |= {"DATABASE_URL": database, "REDIS_URL": redis, "SECRET_KEY": "only-for-tests-" + "x" * 40}
