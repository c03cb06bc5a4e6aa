"""Data directories that leave nothing behind, and launchers that can be killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.demo.support import ROOT, clean_environment, read_line

_LAUNCH = """
import json, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
from pathlib import Path
from shop.demo.datadir import DataDir
from shop.demo.services import Services

services = Services(DataDir(Path(sys.argv[1])))
services.start()
print(json.dumps([services.database_url, services.redis_url, [child.pid for child in services.children]]), flush=True)
signal.pause()
"""


@dataclass
class Launched:
    """A process that has started both servers and waits to be killed."""

    process: subprocess.Popen[bytes]
    database_url: str
    redis_url: str
    server_pids: list[int]

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        self.process.send_signal(how)
        self.process.wait(20)


@dataclass
class Launcher:
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __call__(self, data_dir: Path) -> Launched:
        command = [sys.executable, "-c", _LAUNCH, str(data_dir)]
        process = subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE)
        self.running.append(process)
        return Launched(process, *json.loads(read_line(process)))


@pytest.fixture
def launch() -> Iterator[Launcher]:
    launcher = Launcher()
    yield launcher
    for process in launcher.running:
        process.kill()
        process.wait()


@pytest.fixture
def make_data_dir(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    made: list[Path] = []

    def make(name: str) -> Path:
        made.append(tmp_path / name)
        return made[-1]

    yield make
    for path in made:
        delete_data_dir(path)


@pytest.fixture
def data_dir(make_data_dir: Callable[[str], Path]) -> Path:
    return make_data_dir("demo")


@pytest.fixture(scope="module")
def module_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("shop") / "demo"
    yield path
    delete_data_dir(path)


def delete_data_dir(path: Path) -> None:
    """Delete a data directory and, when we are root, the cluster that it points to in the system folder."""
    if (path / "postgres").is_symlink():
        shutil.rmtree(os.path.realpath(path / "postgres" / os.pardir), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)
