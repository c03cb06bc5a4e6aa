"""PostgreSQL and Valkey for the demo and the tests, out of PyPI wheels, without ports or installation.

    with Services(DataDir(Path("var/demo"))) as services:
        connect(services.database_url)

Production uses servers of its own through DATABASE_URL and REDIS_URL; these here are for demo and tests.
"""

import shutil
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from shop.demo.datadir import DataDir
from shop.demo.postgres import (
    WEB_USER,
    database_url,
    empty_database,
    forget_client_settings,
    start_postgres,
    wait_for_postgres,
)
from shop.demo.processes import Child
from shop.demo.valkey import redis_url, start_valkey, wait_for_valkey


class Services:
    """The servers of one data directory, from `start` to `stop`; start it in the main thread.

    `durable` keeps what is written through a power cut; tests go without and are faster. `pause` is called with
    seconds while waiting, and may raise to give up.
    """

    def __init__(
        self,
        data_dir: DataDir,
        *,
        postgres: bool = True,
        valkey: bool = True,
        durable: bool = True,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.data_dir = data_dir
        self.database_url = ""  # of the owner of all tables
        self.web_database_url = ""
        self.redis_url = ""
        self.children: list[Child] = []
        self._wants_postgres = postgres
        self._wants_valkey = valkey
        self._durable = durable
        self._pause = pause

    def start(self, *, reset: bool = False) -> None:
        """Lock the data directory and start the servers; `reset` deletes their data first.

        Raises: ServicesError when the directory is in use or a server does not start.
        """
        self.data_dir.lock(pause=self._pause)
        try:
            self._start_servers(reset=reset)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the servers and unlock the data directory. Harmless when nothing runs."""
        for child in self.children:
            child.ask_to_stop()
        while self.children:
            self.children.pop().stop()
        if self.data_dir.throwaway:
            shutil.rmtree(self.data_dir.path, ignore_errors=True)
        self.data_dir.unlock()

    @property
    def is_started(self) -> bool:
        """Whether this process holds the data directory."""
        return self.data_dir.is_locked

    def empty_database(self) -> None:
        """Drop the shop's database of our own server and make it anew."""
        empty_database(sockets=self.data_dir.socket_folder(self.data_dir.postgres_home()))

    def _start_servers(self, *, reset: bool) -> None:
        path = self.data_dir.path
        logs = path / "logs"
        home = self.data_dir.postgres_home()
        sockets = self.data_dir.socket_folder(home)
        keep_open = [self.data_dir.servers_lock]
        if reset:
            for folder in (home / "postgres", path / "valkey"):
                if folder.exists():
                    shutil.rmtree(folder)
        if self._wants_postgres:
            forget_client_settings()
            log = logs / "postgres.log"
            database = start_postgres(home=home, sockets=sockets, log=log, durable=self._durable, keep_open=keep_open)
            self.children.append(database)
        if self._wants_valkey:
            log, folder = logs / "valkey.log", path / "valkey"
            queue = start_valkey(folder=folder, sockets=sockets, log=log, durable=self._durable, keep_open=keep_open)
            self.children.append(queue)
            wait_for_valkey(queue, sockets=sockets, pause=self._pause)
            self.redis_url = redis_url(sockets)
        if self._wants_postgres:
            wait_for_postgres(database, sockets=sockets, pause=self._pause)
            self.database_url = database_url(sockets)
            self.web_database_url = database_url(sockets, WEB_USER)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
