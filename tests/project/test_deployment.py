"""Dockerfile, fly.toml and workflows agree with each other and with the shop."""

import json
import os
import re
import tomllib
from pathlib import Path

from django.conf import settings

from shop.config.health import HealthMiddleware

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FLY = tomllib.loads((ROOT / "fly.toml").read_text())
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_the_image_does_not_run_as_root_nor_behind_a_shell() -> None:
    assert re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE) == [("10001", "10001")]
    assert json.loads(re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[-1]) == ["shop/config/web.sh"]
    assert "\nexec granian " in (ROOT / "shop" / "config" / "web.sh").read_text()
    assert os.access(ROOT / "shop" / "config" / "web.sh", os.X_OK)


def test_web_and_worker_are_told_to_stop_by_the_signal_that_lets_them_finish() -> None:
    assert re.findall(r"^STOPSIGNAL (.+)$", DOCKERFILE, re.MULTILINE) == ["SIGTERM"]
    assert FLY["kill_signal"] == "SIGTERM"
    consumer = settings.HUEY["consumer"]
    assert consumer["graceful_signal"] == "TERM"
    patience = int(re.findall(r"--workers-kill-timeout (\d+)", (ROOT / "shop" / "config" / "web.sh").read_text())[0])
    assert max(consumer["shutdown_timeout"], patience) < FLY["kill_timeout"]


def test_only_what_the_image_needs_goes_in() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert [line for line in lines if not line.startswith(("#", "!"))] == ["*", "**/__pycache__"]
    assert all((ROOT / line[1:]).exists() for line in lines if line.startswith("!"))


def test_fly_asks_the_port_and_the_address_that_answer() -> None:
    service = FLY["http_service"]
    assert str(service["internal_port"]) == FLY["env"]["PORT"]
    assert service["processes"] == ["web"]
    assert [check["path"] for check in service["checks"]] == ["/readyz"]
    assert settings.MIDDLEWARE[0] == f"{HealthMiddleware.__module__}.{HealthMiddleware.__name__}"


def test_fly_keeps_pictures_where_the_image_puts_them() -> None:
    (mount,) = FLY["mounts"]
    assert re.findall(r"MEDIA_ROOT=(\S+)", DOCKERFILE) == [f"{mount['destination']}/media"]
    assert f"VOLUME {mount['destination']}\n" in DOCKERFILE


def test_actions_are_pinned_to_a_commit() -> None:
    used = [line for path in WORKFLOWS for line in re.findall(r"uses: (.+)$", path.read_text(), re.MULTILINE)]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", line) for line in used)


def test_the_workflow_runs_the_same_command_as_everybody() -> None:
    commands = [line for path in WORKFLOWS for line in re.findall(r"run: (.+)$", path.read_text(), re.MULTILINE)]
    assert ".ci/run" in commands
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_tests_are_run_by_one_command_everywhere() -> None:
    """The README's; the demo's own has no group, so that a newcomer does not install what only tests need."""
    readme = (ROOT / "README.md").read_text()
    demo, tests = re.findall(r"^pip install uv && (uv run .+)$", readme, re.MULTILINE)
    assert (demo, tests) == ("uv run manage.py demo", "uv run --group dev pytest")
    assert f'step "Tests" "${{UV[@]}}" {tests.removeprefix("uv ")}' in (ROOT / ".ci" / "run").read_text()
    commands = [line for path in WORKFLOWS for line in re.findall(r"run: (.+)$", path.read_text(), re.MULTILINE)]
    given = [command for command in commands if "pytest" in command]
    assert given == [
        f"pip install uv && {tests}",
        f"pip install uv && {tests} -p tests.lines",
    ]  # the night counts lines
    pages = [ROOT / ".github" / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    typed = [line for page in pages for line in re.findall(r"uv run (\S+)", page.read_text())]
    assert {"pytest", "python"} & set(typed) == set()


def test_ci_runs_the_tools_as_contributors_do() -> None:
    told = re.findall(r"^uv (run --group .+)$", (ROOT / ".github" / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    run = re.findall(
        r'^(?:step "\w+" )?"\$\{UV\[@\]\}" (run [^>\n]+\b)', (ROOT / ".ci" / "run").read_text(), re.MULTILINE
    )
    assert {"run --group dev mypy", "run --group dev lint-imports"} <= set(told)
    assert set(told) == {line.removesuffix(" --check") for line in run} - {"run --group dev pytest"}
