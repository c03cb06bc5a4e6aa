"""Waiting for things to happen in other processes, without guessing how long they take."""

import os
import select
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST")


def clean_environment() -> dict[str, str]:
    """Return the environment of a shell in which no test runs."""
    return {name: value for name, value in os.environ.items() if name not in _OURS}


def wait_until(condition: Callable[[], bool], *, what: str, seconds: float = 30) -> None:
    """Look again and again until `condition` holds.

    Raises: AssertionError that says `what` did not happen.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds} seconds, still not: {what}"
        select.select([], [], [], 0.02)


def read_line(process: subprocess.Popen[bytes], *, seconds: float = 60) -> bytes:
    """Return the next line that a process prints.

    Raises: AssertionError when it prints none in time.
    """
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    assert ready, f"no line after {seconds} seconds"
    line = process.stdout.readline()
    assert line, "the process ended without a word"
    return line


def is_alive(pid: int) -> bool:
    """Whether a process runs; a dead one that its parent has not noticed yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
