"""Every variable that the shop reads is in .env.example and docs/settings.md, and nothing else is."""

import re
import tomllib
from pathlib import Path

from shop.config import env

ROOT = Path(__file__).resolve().parents[2]
_WEB = set(re.findall(r"\$\{([A-Z_]+):-", (ROOT / "shop" / "config" / "web.sh").read_text()))


class _Recorder(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:
        self.asked.add(name)
        return super().get(name, default)


def _read_by_the_shop() -> set[str]:
    needed = {"SITE_URL": "https://shop.example", "SECRET_KEY": "x" * 40, "EMAIL_URL": "console:"}
    environ = _Recorder(needed | {"DATABASE_URL": "postgresql:///shop", "REDIS_URL": "redis://localhost"})
    env.load(environ)
    return {name for name in environ.asked if not name.endswith("_FILE")} | _WEB


def _example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text()
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", lines, re.MULTILINE))


def test_the_example_names_every_variable_and_no_other() -> None:
    assert set(_example()) == _read_by_the_shop()


def test_what_is_not_commented_out_in_the_example_is_what_must_be_set() -> None:
    live = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(live) == {"SITE_URL", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}
    assert live["SECRET_KEY"] == ""
    env.load(live | {"SECRET_KEY": "x" * 40})


def test_the_guide_explains_every_variable() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    assert set(rows) == _read_by_the_shop()
    assert len(rows) == len(set(rows))


def test_fly_sets_variables_that_exist_and_no_secret() -> None:
    fly = tomllib.loads((ROOT / "fly.toml").read_text())
    assert set(fly["env"]) <= _read_by_the_shop() - {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}
    assert all(isinstance(value, str) for value in fly["env"].values())
