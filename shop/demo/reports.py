"""How a preparation tells the supervisor what it is doing: a JSON list a line, on a pipe."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[..., None]


@contextmanager
def reporter(pipe: int) -> Iterator[Report]:
    """Give a function that reports a step, perhaps with how much is done and of how much."""
    with os.fdopen(pipe, "w", encoding="utf-8") as lines:

        def report(step: str, *numbers: int) -> None:
            lines.write(json.dumps([step, *numbers]) + "\n")  # shorter than a pipe's buffer: never torn apart
            lines.flush()

        yield report


def last_report(lines: list[str]) -> str:
    """Return the last of some reports in words, or "" when there is none."""
    if not lines:
        return ""
    step, *numbers = json.loads(lines[-1])
    return f"{step.lower()} {numbers[0]} of {numbers[1]}" if numbers else step.lower()
