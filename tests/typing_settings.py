"""What mypy's Django plugin loads: the shop's settings, with values that lead nowhere and connect to nothing."""

import os

os.environ |= {
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "REDIS_URL": "redis://localhost/0",
    "SECRET_KEY": "nothing-secret-only-for-reading-types",
    "SITE_URL": "http://localhost",
    "EMAIL_URL": "console:",
}

from shop.config.settings import *  # noqa: F403
