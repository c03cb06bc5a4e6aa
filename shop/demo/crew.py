"""The children of one run of the demo that are the shop itself: preparations, web server, worker."""

import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shop.demo.errors import ServicesError
from shop.demo.processes import Child, start_child
from shop.demo.services import Services
from shop.demo.stamps import ROOT


class Crew:
    """Starts, watches and stops them. They inherit the servers' lock: the next start waits for them, too."""

    def __init__(self, *, services: Services, logs: Path, env: Mapping[str, str]) -> None:
        self.members: list[Child] = []
        self._services = services
        self._logs = logs
        self._env = env

    def start(self, name: str, arguments: Sequence[str], *, log: str, keep_open: Sequence[int] = ()) -> Child:
        """Start Python with `arguments` in the shop's folder; the log is a file name."""
        child = start_child(
            name,
            [sys.executable, *arguments],
            log=self._logs / log,
            env=self._env,
            cwd=ROOT,
            keep_open=[self._services.data_dir.servers_lock, *keep_open],
        )
        self.members.append(child)
        return child

    def finished(self, child: Child) -> bool:
        """Whether a child that does one job has done it.

        Raises: ServicesError when it failed.
        """
        if child.running:
            return False
        if child.process.returncode != 0:
            raise ServicesError(_obituary(child))
        child.stop()
        self.members.remove(child)
        return True

    def check(self) -> None:
        """Make sure that all who should run still run.

        Raises: ServicesError with the last lines of the log of the one that ended.
        """
        for child in (*self._services.children, *self.members):
            if not child.running:
                raise ServicesError(_obituary(child))

    def stop(self) -> None:
        """Ask all to end at the same time, and wait until they have."""
        for child in self.members:
            child.ask_to_stop()
        while self.members:
            self.members[-1].stop(timeout=30)
            self.members.pop()

    def kill(self) -> None:
        """End all at once, the hard way."""
        for child in self.members:
            child.kill()


def _obituary(child: Child) -> str:
    code = child.process.returncode
    how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    return f"{child.name} ended unexpectedly ({how}). The end of its log, {child.log}:\n\n{child.log_tail()}"
