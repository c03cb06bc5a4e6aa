"""requirements.lock holds exactly what pyproject.toml asks for, with hashes and without addresses."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()
_ENTRY = re.compile(
    r"^([a-z0-9-]+)==([^ ;]+)(?: ; [^\\\n]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)", re.MULTILINE
)


def _direct() -> dict[str, str]:
    groups = PROJECT["dependency-groups"]
    wanted = [*PROJECT["project"]["dependencies"]]
    wanted += [line for group in groups.values() for line in group if isinstance(line, str)]
    return dict(re.fullmatch(r"([a-z0-9-]+)(?:\[[a-z,]+\])?==([\w.]+)", line).groups() for line in wanted)


def test_every_direct_dependency_is_locked_at_its_pin() -> None:
    locked = {name: version for name, version, _ in _ENTRY.findall(LOCK)}
    assert {name: locked.get(name) for name in _direct()} == _direct()


def test_the_lock_holds_names_versions_and_hashes_and_nothing_else() -> None:
    assert _ENTRY.sub("", LOCK) == ""


def test_the_image_and_ci_use_the_same_uv() -> None:
    assert re.findall(r"pip install --no-cache-dir uv==([\w.]+)", (ROOT / "Dockerfile").read_text()) == [
        _direct()["uv"]
    ]


def test_the_image_has_the_python_that_the_project_asks_for() -> None:
    wanted = (ROOT / ".python-version").read_text().strip()
    found = re.findall(r"^FROM python:(\S+)-slim", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert found == [wanted, wanted]


def test_what_is_left_out_of_packages_is_left_out_of_the_versions_that_are_pinned() -> None:
    described = {entry["name"]: entry.get("version") for entry in PROJECT["tool"]["uv"]["dependency-metadata"]}
    locked = {name: version for name, version, _ in _ENTRY.findall(LOCK)}
    assert {name: version or locked[name] for name, version in described.items()} == {
        name: locked[name] for name in described
    }
    assert {"fasteners", "platformdirs", "psutil", "valkey", "dnspython", "pycparser"} & set(locked) == set()


def test_the_demo_needs_nothing_of_production_and_the_tests_have_all_of_it() -> None:
    groups = PROJECT["dependency-groups"]
    assert PROJECT["tool"]["uv"]["default-groups"] == ["demo"]
    assert {"include-group": "production"} in groups["dev"]
    assert "--group production" in (ROOT / "Dockerfile").read_text()
    names = {line.partition("==")[0] for line in PROJECT["project"]["dependencies"]}
    assert not names & {line.partition("==")[0] for line in groups["production"]}
