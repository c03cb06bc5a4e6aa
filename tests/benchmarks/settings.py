"""Production settings with the bare views beside the shop's."""

from pathlib import Path

from shop.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")  # noqa: F405
