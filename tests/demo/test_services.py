"""The launcher of PostgreSQL and Valkey: what it survives and what it refuses."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest
import redis

from shop.demo.datadir import DataDir, make_throwaway
from shop.demo.errors import AlreadyRunningError, ServicesError
from shop.demo.services import Services
from tests.demo.conftest import Launcher
from tests.demo.support import ROOT, is_alive, read_line, wait_until


def server_process(database_url: str) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT pg_postmaster_start_time(), inet_server_port()").fetchone()
        assert row is not None
        assert row[1] is None  # reached through a socket file, not a port
        return connection.info.backend_pid


@pytest.mark.drawn
@pytest.mark.parametrize("name", ["demo", "a folder with spaces, ä and 'quotes\"", "/".join(["long" * 12] * 4)])
def test_both_servers_answer_wherever_the_folder_lies(make_data_dir: Callable[[str], Path], name: str) -> None:
    with Services(DataDir(make_data_dir(name))) as services:
        with psycopg.connect(services.database_url) as connection:
            row = connection.execute("SELECT current_database(), lower('ÄÖ'), current_setting('fsync')").fetchone()
        assert row == ("shop", "äö", "on")
        assert redis.from_url(services.redis_url).ping() is True
        pids = [child.pid for child in services.children]
    assert [is_alive(pid) for pid in pids] == [False, False]


def test_neither_server_listens_on_a_port(data_dir: Path) -> None:
    with Services(DataDir(data_dir), durable=False) as services:
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert redis.from_url(services.redis_url).config_get("port") == {"port": "0"}


@pytest.mark.drawn
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_servers_end_with_their_parent_and_what_was_written_is_there_again(
    data_dir: Path, launch: Launcher, how: signal.Signals
) -> None:
    first = launch(data_dir)
    with psycopg.connect(first.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    redis.from_url(first.redis_url).set("kept", "42")

    first.kill(how)
    second = launch(data_dir)  # at once: it has to wait for the old servers by itself

    assert [is_alive(pid) for pid in first.server_pids] == [False, False]
    with psycopg.connect(second.database_url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)
    assert redis.from_url(second.redis_url).get("kept") == b"42"


def test_a_watchdog_ends_the_child_where_the_kernel_does_not(tmp_path: Path) -> None:
    code = """
import os, signal, sys, time
from pathlib import Path
from shop.demo.processes import start_child
child = start_child("sleeper", [sys.executable, "-c", "import signal; signal.pause()"], log=Path(sys.argv[1]) / "log",
                    env=os.environ, cwd=Path("/"), watchdog=True)
print(child.pid, flush=True)
signal.pause()
"""
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    child = int(read_line(parent))
    assert is_alive(child)
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_alive(child), what="the child ended with its parent")


def test_a_second_start_on_the_same_folder_is_refused_with_the_first_ones_process(
    data_dir: Path, launch: Launcher
) -> None:
    first = launch(data_dir)
    with pytest.raises(AlreadyRunningError, match=f"{data_dir} .process {first.process.pid}."):
        Services(DataDir(data_dir), durable=False).start()
    assert redis.from_url(first.redis_url).ping() is True


def test_two_folders_run_side_by_side(make_data_dir: Callable[[str], Path]) -> None:
    with (
        Services(DataDir(make_data_dir("one")), durable=False) as one,
        Services(DataDir(make_data_dir("two")), durable=False) as two,
    ):
        with psycopg.connect(one.database_url) as connection:
            connection.execute("CREATE TABLE only_here ()")
        with psycopg.connect(two.database_url) as connection:
            assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)
        redis.from_url(one.redis_url).set("only", "here")
        assert redis.from_url(two.redis_url).get("only") is None


def test_a_start_after_a_half_made_cluster_makes_a_whole_one(data_dir: Path) -> None:
    folder = DataDir(data_dir)
    folder.lock()
    half = folder.postgres_home() / "initdb-killed"
    (half / "cluster").mkdir(parents=True)
    folder.unlock()
    with Services(folder) as services:
        assert server_process(services.database_url)
    assert not half.exists()


def test_a_pid_file_that_names_a_living_stranger_does_not_block_the_start(data_dir: Path) -> None:
    with Services(DataDir(data_dir), durable=False) as services:
        pid_file = (data_dir / "postgres" / "postmaster.pid").read_text()
        pid = services.children[0].pid
    stranger = pid_file.replace(str(pid), str(os.getppid()), 1)
    (data_dir / "postgres" / "postmaster.pid").write_text(stranger)
    with Services(DataDir(data_dir), durable=False) as services:
        assert server_process(services.database_url)


def test_settings_for_psql_in_the_shell_do_not_bend_the_connection(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGOPTIONS", "-c no_such_setting=1")
    with Services(DataDir(data_dir), durable=False) as services:
        assert server_process(services.database_url)


def test_a_reset_deletes_what_both_servers_kept(data_dir: Path) -> None:
    with Services(DataDir(data_dir), durable=False) as services:
        with psycopg.connect(services.database_url) as connection:
            connection.execute("CREATE TABLE gone ()")
        redis.from_url(services.redis_url).set("gone", "soon")
    services.start(reset=True)
    try:
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("SELECT to_regclass('gone')").fetchone() == (None,)
        assert redis.from_url(services.redis_url).get("gone") is None
    finally:
        services.stop()


def test_a_folder_with_somebody_elses_files_is_left_alone(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "thesis.txt").write_text("do not touch")
    with pytest.raises(ServicesError, match="holds something else"):
        Services(DataDir(data_dir), durable=False).start(reset=True)
    assert [path.name for path in data_dir.iterdir()] == ["thesis.txt"]


def test_a_cluster_of_another_postgresql_is_named_and_kept(data_dir: Path) -> None:
    with Services(DataDir(data_dir), durable=False):
        pass
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(ServicesError, match=r"made by PostgreSQL 9, but this is \d+"):
        Services(DataDir(data_dir), durable=False).start()
    assert version.exists()


def test_a_server_that_dies_at_start_is_reported_with_its_log(data_dir: Path) -> None:
    with Services(DataDir(data_dir), durable=False):
        pass
    (data_dir / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServicesError, match=r"(?s)PostgreSQL did not start:.*no_such_setting"):
        Services(DataDir(data_dir), durable=False).start()
    DataDir(data_dir).lock()  # and nothing is left running that would hold the folder


def test_a_moved_folder_keeps_its_shop_and_a_copied_or_deleted_one_starts_anew(
    make_data_dir: Callable[[str], Path],
) -> None:
    def has_table(path: Path, *, make: bool = False) -> bool:
        with Services(DataDir(path), durable=False) as services, psycopg.connect(services.database_url) as connection:
            if make:
                connection.execute("CREATE TABLE mark ()")
            return connection.execute("SELECT to_regclass('mark')").fetchone() != (None,)

    first, second, copy = make_data_dir("first"), make_data_dir("second"), make_data_dir("copy")
    has_table(first, make=True)
    first.rename(second)
    assert has_table(second) is True

    if os.geteuid() == 0:  # then the cluster lies elsewhere, and a copy must not share it
        shutil.copytree(second, copy, symlinks=True)
        assert has_table(copy) is False
        assert has_table(second) is True

    shutil.rmtree(second)
    assert has_table(second) is False


def test_throwaway_servers_take_their_folder_with_them() -> None:
    folder = make_throwaway()
    with Services(folder, durable=False) as services:
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
        assert folder.path.exists()
    assert not folder.path.exists()


def test_the_next_throwaway_folder_sweeps_up_what_a_killed_run_left() -> None:
    abandoned, in_use = make_throwaway(), make_throwaway()
    abandoned.lock()
    abandoned.unlock()
    in_use.lock()
    long_ago = time.time() - 3600
    for folder in (abandoned, in_use):
        os.utime(folder.path, (long_ago, long_ago))
    fresh = make_throwaway()
    try:
        assert not abandoned.path.exists()
        assert in_use.path.exists()
    finally:
        in_use.unlock()
        for folder in (in_use, fresh):
            for path in (folder.path, *folder.path.iterdir()):
                path.unlink() if path.is_file() else None
            folder.path.rmdir()


def test_the_socket_folder_is_private(data_dir: Path) -> None:
    with Services(DataDir(data_dir), durable=False) as services:
        sockets = Path(unquote(services.redis_url.removeprefix("unix://").partition("?")[0])).parent
        assert sockets.stat().st_mode & 0o077 == 0
