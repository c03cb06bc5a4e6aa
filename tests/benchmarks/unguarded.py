"""Settings for the control of `contention`: the shop without its guard against selling what is not there."""

from shop.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.unguarded_urls"
