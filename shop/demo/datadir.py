"""The folder that one demo or test run keeps its servers in, and the locks that guard it.

Two locks, because two things may still use the folder. `nexus.lock` is held by the process that started
the servers: whoever finds it held refuses at once. `servers.lock` is inherited by every server, so it stays
held until the last one has ended, however it was started and however its parent died; whoever has it knows
that no server runs here and that every pid file found is stale.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shop.demo import as_root
from shop.demo.errors import AlreadyRunningError, ServicesError

MARKER = "nexus.lock"
THROWAWAY = "nexus-throwaway-"
SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107, macOS 103
_LONGEST_SOCKET = ".s.PGSQL.5432"


class DataDir:
    """A data directory, held by this process from `lock` until `unlock`; a throwaway one is then deleted."""

    def __init__(self, path: Path, *, throwaway: bool = False) -> None:
        self.path = path.absolute()
        self.throwaway = throwaway
        self._locks: list[int] = []

    @property
    def is_locked(self) -> bool:
        return bool(self._locks)

    @property
    def servers_lock(self) -> int:
        """The descriptor that every server inherits."""
        return self._locks[1]

    def lock(self, *, wait: float = 30, pause: Callable[[float], None] = time.sleep) -> None:
        """Take both locks; `wait` is how many seconds the servers of a killed run may take to end.

        Raises: AlreadyRunningError when another process holds it, ServicesError when it belongs to somebody else,
        holds something else, or servers of a killed run do not end.
        """
        self._prepare()
        try:
            self._lock_out_others()
            self._wait_for_servers(wait, pause)
        except BaseException:
            self.unlock()
            raise

    def unlock(self) -> None:
        """Give both locks back. Servers that still run keep theirs."""
        while self._locks:
            os.close(self._locks.pop())

    def postgres_home(self) -> Path:
        """Return where the cluster and its sockets are: here, or for root in the system folder (see `as_root`)."""
        if not as_root.is_root():
            return self.path
        state = as_root.state_folder()
        if self.path.parent == state:
            return self.path
        home = state / hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:16]
        signpost = self.path / "postgres"
        if not signpost.is_symlink() or signpost.readlink() != home / "postgres":
            self._claim_folder(home, signpost)
        return home

    def _claim_folder(self, home: Path, signpost: Path) -> None:
        """Make `home` ours: take along the cluster of a folder that was moved here, never one of a deleted folder."""
        shutil.rmtree(home, ignore_errors=True)
        if signpost.is_symlink():
            before = signpost.readlink().parent
            origin = before / "data-dir"
            if origin.is_file() and not Path(origin.read_text(), "postgres").is_symlink():
                before.rename(home)
            signpost.unlink()
        home.mkdir(mode=0o711, exist_ok=True)
        home.chmod(0o711)
        (home / "data-dir").write_text(str(self.path))
        signpost.symlink_to(home / "postgres")

    def socket_folder(self, home: Path) -> Path:
        """Return a private folder whose socket paths are short enough: in `home`, else a temporary one."""
        folder = home / "run"
        if len(os.fsencode(folder / _LONGEST_SOCKET)) > SOCKET_PATH_LIMIT:
            name = f"nexus-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
            folder = Path(tempfile.gettempdir()) / name
            if len(os.fsencode(folder / _LONGEST_SOCKET)) > SOCKET_PATH_LIMIT:
                folder = Path("/tmp") / name  # noqa: S108 -- its owner and mode are checked below
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        expected = {os.geteuid(), account.uid if (account := as_root.postgres_account()) else os.geteuid()}
        if folder.is_symlink() or found.st_uid not in expected or found.st_mode & 0o077:
            raise ServicesError(f"{folder} is not a private folder of this user; remove it and try again.")
        return folder

    def _lock_out_others(self) -> None:
        lock = _open_lock(self.path / MARKER)
        self._locks.append(lock)
        if not _try_lock(lock):
            raise AlreadyRunningError(f"Already running on {self.path}{_holder(lock)}.")
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())

    def _wait_for_servers(self, seconds: float, pause: Callable[[float], None]) -> None:
        lock = _open_lock(self.path / "servers.lock")
        self._locks.append(lock)
        deadline = time.monotonic() + seconds
        while not _try_lock(lock):
            if time.monotonic() > deadline:
                raise ServicesError(f"Servers of an earlier run on {self.path} do not end; end them and try again.")
            pause(0.05)

    def _prepare(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            owner = self.path.stat().st_uid
            foreign = not (self.path / MARKER).exists() and any(self.path.iterdir())
        except OSError as error:
            raise ServicesError(f"The data directory cannot be used: {error}") from error
        if owner != os.geteuid():
            raise ServicesError(f"{self.path} belongs to another user (uid {owner}); choose another --data-dir.")
        if foreign:
            raise ServicesError(f"{self.path} holds something else; choose an empty or new --data-dir.")


def make_throwaway() -> DataDir:
    """Make a new data directory for one run, and delete those that killed runs left behind."""
    base = as_root.state_folder() if as_root.is_root() else Path(tempfile.gettempdir())
    for left in base.glob(f"{THROWAWAY}*"):
        _delete_if_abandoned(left)
    path = Path(tempfile.mkdtemp(prefix=THROWAWAY, dir=base))
    if as_root.is_root():
        path.chmod(0o711)
    return DataDir(path, throwaway=True)


def _delete_if_abandoned(path: Path) -> None:
    try:
        if path.lstat().st_uid != os.geteuid() or path.stat().st_mtime > time.time() - 60:
            return
        left = DataDir(path)
        left.lock(wait=0)
    except (OSError, ServicesError):
        return
    shutil.rmtree(path, ignore_errors=True)
    left.unlock()


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> str:
    pid = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
    return f" (process {pid})" if pid else ""
