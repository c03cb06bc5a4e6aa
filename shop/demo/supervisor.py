"""Runs the demo: servers, preparations, web server, worker and drawing as child processes, until told to stop."""

import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from shop.demo import welcome
from shop.demo.console import Console, Step
from shop.demo.crew import Crew
from shop.demo.datadir import DataDir
from shop.demo.environment import shop_environment
from shop.demo.errors import AlreadyRunningError, ServicesError
from shop.demo.gallery import Gallery, sweep
from shop.demo.logins import load_secrets
from shop.demo.pictures.plan import forget_plan
from shop.demo.ports import Port
from shop.demo.preparation import Preparation
from shop.demo.services import Services
from shop.demo.stamps import FILLING, read_mark
from shop.demo.web import start_web, start_worker, wait_until_ready

_MADE_BY_THE_SHOP = ("media", "mail")  # what --reset deletes besides the servers' data


class StopRequested(BaseException):
    """The person at the keyboard, or the system, wants the demo to stop."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of `manage.py demo`."""

    host: str
    port: int
    data_dir: Path
    products: int
    reset: bool
    browser: bool


class Supervisor:
    """One run of the demo in one data directory."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._path = options.data_dir.absolute()
        self._console = Console()
        self._step: Step | None = None
        self._given_database = os.environ.get("DATABASE_URL", "")
        self._given_redis = os.environ.get("REDIS_URL", "")
        self._services = Services(
            DataDir(self._path),
            postgres=not self._given_database,
            valkey=not self._given_redis,
            pause=self._wait_seconds,
        )
        self._crew: Crew | None = None
        self._gallery: Gallery | None = None
        self._port: Port | None = None
        self._stop_requested = False

    def run(self) -> int:
        """Open the shop and keep it open until a signal; returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup ignores SIGHUP
                signal.signal(number, self._on_signal)
        try:
            self._open()
            while True:
                self._check_servers()
                if self._gallery:
                    self._gallery.look()
                self._wait_seconds(0.25)
        except StopRequested:
            self._console.say("\nStopping …")
            self._close_servers()
            self._console.say("Stopped.")
            return 0
        except AlreadyRunningError as error:
            self._console.say(welcome.already_running(self._path, error))
            return 1
        except ServicesError as error:
            self._console.say(f"\n{error}\n")
            return 1
        finally:
            self._close_servers()

    def _open(self) -> None:
        began = time.monotonic()
        options = self._options
        if options.reset and self._given_database:
            raise ServicesError("--reset deletes only the demo's own database. Empty the one of DATABASE_URL yourself.")
        self._console.say(f"Opening the demo shop in {self._path}")
        with self._console.step("PostgreSQL and Valkey") as self._step:
            self._services.start(reset=options.reset)
        self._path.joinpath(welcome.FILE).unlink(missing_ok=True)
        if options.reset:
            self._delete_files()
        sweep(self._path)
        self._port = port = Port(host=options.host, wanted=options.port)
        if port.moved:
            self._console.say(f"  Port {options.port} is taken, so it is {port.number}.")
        shop = self._start_shop(port)
        shop.write(self._path)
        self._console.say(shop.text(data_dir=self._path, seconds=time.monotonic() - began))
        if self._gallery:
            self._gallery.start()
        if options.browser:
            shop.open_browser()

    def _start_shop(self, port: Port) -> welcome.Shop:
        database_url = self._given_database or self._services.database_url
        redis_url = self._given_redis or self._services.redis_url
        secrets = load_secrets(self._path)
        env = shop_environment(
            data_dir=self._path,
            port=port,
            secrets=secrets,
            database_url=self._given_database or self._services.web_database_url,
            redis_url=redis_url,
            owner_url="" if self._given_database else database_url,
        )
        mark = self._mark(database_url)
        self._crew = crew = Crew(services=self._services, logs=self._path / "logs", env=env)
        self._gallery = Gallery(crew=crew, data_dir=self._path, console=self._console)
        web = start_web(crew, port)  # it loads the shop while the database is prepared
        with self._console.step("Database and products") as self._step:
            preparation = Preparation(crew=crew, data_dir=self._path, pause=self._wait_seconds)
            preparation.run(self._step, mark=mark, products=self._options.products)
        with self._console.step("Web server and worker") as self._step:
            worker = start_worker(crew)
            wait_until_ready(port, web=web, check=self._check_servers, pause=self._wait_seconds)
        self._step = None
        pids = {"demo": os.getpid(), "web": web.pid, "worker": worker.pid}
        pids |= {child.name.lower(): child.pid for child in self._services.children}
        return welcome.Shop(
            base_url=port.base_url,
            secrets=secrets,
            database_url=database_url,
            redis_url=redis_url,
            pids=pids,
            is_private=port.is_private,
        )

    def _mark(self, database_url: str) -> str | None:
        """Return what the database says of itself; a shop that was never filled to its end starts anew."""
        mark = read_mark(database_url)
        if not self._given_database:
            if mark == FILLING:
                self._services.empty_database()
                return None
        elif mark in ("", FILLING):
            raise ServicesError(
                "DATABASE_URL names a database with other data in it, or with a demo that was not filled to its end."
                " Give the demo an empty database."
            )
        return mark

    def _delete_files(self) -> None:
        for name in _MADE_BY_THE_SHOP:
            shutil.rmtree(self._path / name, ignore_errors=True)
        forget_plan(self._path)

    def _check_servers(self) -> None:
        if self._crew:
            self._crew.check()

    def _wait_seconds(self, seconds: float) -> None:
        time.sleep(seconds)
        if self._stop_requested:
            raise StopRequested
        if self._step:
            self._step.tick()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._stop_requested and self._crew:  # the second time: no more patience
            self._crew.kill()
        self._stop_requested = True

    def _close_servers(self) -> None:
        self._stop_requested = True
        if self._crew:
            self._crew.stop()
        if self._services.is_started:
            self._path.joinpath(welcome.FILE).unlink(missing_ok=True)
        self._services.stop()
        if self._port:
            self._port.close()
