"""The children of one run of the demo that are the shop itself: web server, worker, and jobs that come to an end."""

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
        self._members: list[Child] = []
        self._jobs: list[Child] = []
        self._services = services
        self._logs = logs
        self._env = env

    def start(self, name: str, arguments: Sequence[str], *, log: str) -> Child:
        """Start Python with `arguments` in the shop's folder, to run as long as we do; the log is a file name."""
        child = self._start(name, arguments, log, [])
        self._members.append(child)
        return child

    def start_job(self, name: str, arguments: Sequence[str], *, log: str, keep_open: Sequence[int]) -> Child:
        """Start what comes to an end by itself; see `finished`."""
        child = self._start(name, arguments, log, keep_open)
        self._jobs.append(child)
        return child

    def finished(self, job: Child) -> bool:
        """Whether a job is done.

        Raises: ServicesError when it failed.
        """
        if job.running:
            return False
        self._jobs.remove(job)
        job.stop()  # what it started and left behind
        if job.process.returncode != 0:
            raise ServicesError(_obituary(job))
        return True

    def check(self) -> None:
        """Make sure that all who should run still run.

        Raises: ServicesError with the last lines of the log of the one that ended.
        """
        for child in (*self._services.children, *self._members):
            if not child.running:
                raise ServicesError(_obituary(child))

    def stop(self) -> None:
        """Ask all to end at the same time, and wait until they have."""
        for children in (self._jobs, self._members):
            for child in children:
                child.ask_to_stop()
        for children in (self._jobs, self._members):
            while children:
                children[-1].stop(timeout=30)
                children.pop()

    def kill(self) -> None:
        """End all at once, the hard way."""
        for child in (*self._jobs, *self._members):
            child.kill()

    def _start(self, name: str, arguments: Sequence[str], log: str, keep_open: Sequence[int]) -> Child:
        return start_child(
            name,
            [sys.executable, *arguments],
            log=self._logs / log,
            env=self._env,
            cwd=ROOT,
            keep_open=[self._services.data_dir.servers_lock, *keep_open],
        )


def _obituary(child: Child) -> str:
    code = child.process.returncode
    how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    return f"{child.name} ended unexpectedly ({how}). The end of its log, {child.log}:\n\n{child.log_tail()}"
