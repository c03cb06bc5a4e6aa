"""How a process tells the supervisor what it is doing: a JSON list a line, on a pipe."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

Report = Callable[..., None]


@contextmanager
def reporter(pipe: int) -> Iterator[Report]:
    """Give a function that reports a step, perhaps with how much is done and of how much."""
    with os.fdopen(pipe, "w", encoding="utf-8") as lines:

        def report(step: str, *numbers: int) -> None:
            lines.write(json.dumps([step, *numbers]) + "\n")  # shorter than a pipe's buffer: never torn apart
            lines.flush()

        yield report


class Reports:
    """The supervisor's side of the pipe; `end` is what the process inherits."""

    def __init__(self) -> None:
        ours, self.end = os.pipe()
        os.set_blocking(ours, False)
        self._lines = os.fdopen(ours, encoding="utf-8")
        self._last = ""

    def last(self) -> str:
        """Return the last report in words, or "" before the first."""
        if lines := self._lines.readlines():
            step, *numbers = json.loads(lines[-1])
            self._last = f"{step.lower()} {numbers[0]} of {numbers[1]}" if numbers else step.lower()
        return self._last

    def close(self) -> None:
        self._lines.close()
        os.close(self.end)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
