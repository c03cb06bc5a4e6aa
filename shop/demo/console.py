"""What the demo says on the terminal: one line for each step, alive while the step takes long."""

import contextlib
import sys
import time
from collections.abc import Iterator

_QUIET_FOR = 1.0  # seconds a step may take before it shows itself
_LINE_EVERY = 5.0  # seconds between lines where a line cannot be rewritten


class Step:
    """A step under way; `tick` shows how far it is."""

    def __init__(self, console: "Console", name: str) -> None:
        self.name = name
        self._console = console
        self._detail = ""
        self._began = time.monotonic()
        self._shown = self._began - _LINE_EVERY + _QUIET_FOR

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def tick(self, detail: str = "") -> None:
        """Show the step and how far it is; call it as often as you like, with `detail` when there is news."""
        self._detail = detail or self._detail
        now = time.monotonic()
        if now - self._shown < (0.2 if self._console.rewrites and self.seconds > _QUIET_FOR else _LINE_EVERY):
            return
        self._shown = now
        self._console.show(f"  {self.name} … {self._detail}".rstrip() + f"  {self.seconds:.0f} s")


class Console:
    """Standard output. It rewrites the last line on a terminal, and only adds lines elsewhere."""

    def __init__(self) -> None:
        self.rewrites = sys.stdout.isatty()
        self._unfinished = False
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")  # an ASCII terminal must not stop the shop

    def say(self, text: str = "") -> None:
        """Print a line for good."""
        self._write_line(f"{text}\n")
        self._unfinished = False

    def show(self, text: str) -> None:
        """Print a line that the next one replaces."""
        if self.rewrites:
            self._write_line(text)
            self._unfinished = True
        else:
            self.say(text)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Announce a step, and say how long it took when it is done."""
        if self.rewrites:
            self.show(f"  {name} …")
        step = Step(self, name)
        yield step
        self.say(f"  {step.name}  {step.seconds:.1f} s")

    def _write_line(self, text: str) -> None:
        start = "\r\x1b[2K" if self._unfinished else ""
        with contextlib.suppress(OSError):  # the terminal is gone; the shop goes on until it is told to stop
            sys.stdout.write(start + text)
            sys.stdout.flush()
