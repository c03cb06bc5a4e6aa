"""Progress of commands: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

from time import monotonic

from django.core.management.base import OutputWrapper

_BAR_WIDTH = 30
_SECONDS_BETWEEN_LINES = 5.0


class ProgressLine:
    """One line that fills up; written to a log, at most one line every five seconds."""

    def __init__(self, out: OutputWrapper, label: str) -> None:
        self._out = out
        self._label = label
        self._is_terminal = out.isatty()
        self._last = monotonic()
        self._drawn = False

    def show(self, done: int, total: int) -> None:
        """Tell that `done` of `total` are done."""
        if self._is_terminal:
            filled = _BAR_WIDTH * done // max(total, 1)
            bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
            self._out.write(f"\r{self._label} {bar} {done:,}/{total:,}", style_func=str, ending="")
            self._out.flush()
            self._drawn = True
        elif monotonic() - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = monotonic()
            self._out.write(f"{self._label}: {done:,} of {total:,}", style_func=str)

    def close(self) -> None:
        """Leave the line."""
        if self._drawn:
            self._out.write("")
