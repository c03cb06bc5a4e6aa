"""Child processes that cannot outlive the process that started them.

Linux tells a child when its parent dies (`PR_SET_PDEATHSIG`), however the parent dies. Elsewhere a
watchdog process waits on a pipe whose other end only the parent holds, and signals the child when
the pipe closes. Start children from the main thread: Linux means the *thread* when it says parent.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
HAS_DEATH_SIGNAL = sys.platform == "linux"
# Loaded here because the child, between fork and exec, must not import or allocate more than it has to.
_LIBC = ctypes.CDLL(None) if HAS_DEATH_SIGNAL else None


@dataclass(frozen=True, kw_only=True)
class Account:
    """A system user that a child runs as, by numeric ids."""

    uid: int
    gid: int


@dataclass(kw_only=True)
class Child:
    """A running child in a session of its own, its log file, and the signal that asks it to end."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals
    _lifeline: list[int] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def log_tail(self, *, lines: int = 15) -> str:
        """Return the last lines of the child's log, or a dash when it wrote none."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) or "-"
        return "-"

    def ask_to_stop(self, stop_signal: signal.Signals | None = None) -> None:
        """Send the stop signal and return at once."""
        if self.running:
            self.process.send_signal(stop_signal or self.stop_signal)

    def kill(self) -> None:
        """End the child and everything in its process group, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def stop(self, *, timeout: float = 20) -> None:
        """Ask the child to end, wait up to `timeout` seconds, then kill what is left of its process group."""
        try:
            self.ask_to_stop()
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
        finally:
            self.kill()  # what it started and left behind
            while self._lifeline:
                os.close(self._lifeline.pop())


def start_child(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    stop_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    keep_open: Sequence[int] = (),
    watchdog: bool = not HAS_DEATH_SIGNAL,
) -> Child:
    """Start `command` so that it ends when this process ends; must run in the main thread.

    The previous log is kept beside the new one as `<log>.1`. `keep_open` are file descriptors that the
    child inherits, `watchdog` chooses the pipe even where the kernel could watch.

    Raises: OSError when the program cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 -- our programs, our options
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            pass_fds=keep_open,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=None if watchdog else _die_with_parent(stop_signal),  # noqa: PLW1509 -- calls only prctl
        )
    child = Child(name=name, process=process, log=log, stop_signal=stop_signal)
    if watchdog:
        child._lifeline.append(_start_watchdog(process.pid, stop_signal))
    return child


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def ask_kernel() -> None:
        # After setuid, because changing the user clears the request.
        if _LIBC is None or _LIBC.prctl(PR_SET_PDEATHSIG, death_signal.value, 0, 0, 0) != 0:
            os._exit(127)
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(127)

    return ask_kernel


_WATCHDOG = """
import os, signal, sys
pipe, pid, number = map(int, sys.argv[1:])
while os.read(pipe, 1):
    pass
try:
    os.kill(pid, number)
except ProcessLookupError:
    pass
"""


def _start_watchdog(pid: int, death_signal: signal.Signals) -> int:
    """Start a process that signals `pid` once this process is gone; returns our end of the pipe."""
    theirs, ours = os.pipe()
    subprocess.Popen(  # noqa: S603 -- ours
        [sys.executable, "-I", "-S", "-c", _WATCHDOG, str(theirs), str(pid), str(death_signal.value)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        pass_fds=[theirs],
    )
    os.close(theirs)
    return ours
