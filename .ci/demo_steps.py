"""Installs what the README's first command installs, and nothing else, then opens the demo with it and looks around.

The tests run with every package there is. So here is found what the demo lacks without them, and what it grew by.
"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from with_services import ROOT

_MOST_PACKAGES, _MOST_MEGABYTES = 50, 250
_OPEN_WITHIN = 120  # seconds, on a busy machine
_PAGES = ("/", "/c/table/", "/p/ripple-tumbler/", "/cart/", "/search/?q=tumbler", "/account/login/",
          "/api/v1/docs", "/api/v1/products/", "/inbox/")  # fmt: skip


def main() -> int:
    """Install, count, open, look, stop."""
    with tempfile.TemporaryDirectory(prefix="nexus-demo-") as folder:
        venv, data = Path(folder) / "venv", Path(folder) / "data"
        _run("uv", "venv", "--quiet", str(venv))
        _run("uv", "pip", "install", "--quiet", "--python", str(venv), "--require-hashes",
             "-r", "pyproject.toml", "--group", "demo", "-c", "requirements.lock")  # fmt: skip
        _count(venv)
        try:
            _look(venv / "bin" / "python", data)
        finally:
            _delete_cluster(data)
    return 0


def _count(venv: Path) -> None:
    (packages,) = venv.glob("lib/python*/site-packages")
    count = len([*packages.glob("*.dist-info")])
    size = sum(file.stat().st_size for file in packages.rglob("*") if file.is_file()) / 1e6
    print(f"  {count} packages, {size:.0f} MB")
    if count > _MOST_PACKAGES or size > _MOST_MEGABYTES:
        raise SystemExit(f"The demo may have {_MOST_PACKAGES} packages and {_MOST_MEGABYTES} MB.")


def _look(python: Path, data: Path) -> None:
    command = [
        str(python),
        "manage.py",
        "demo",
        "--no-browser",
        "--port",
        "0",
        "--products",
        "12",
        "--data-dir",
        str(data),
    ]
    ours = re.compile("DATABASE_URL|REDIS_URL|DJANGO_|TEST_|UV_")
    environment = {name: value for name, value in os.environ.items() if not ours.match(name)}
    began = time.monotonic()
    demo = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- ours
    try:
        while not (data / "demo.json").exists():
            if demo.poll() is not None or time.monotonic() - began > _OPEN_WITHIN:
                demo.kill()
                raise SystemExit(demo.communicate()[0])
            time.sleep(0.2)
        address = urlsplit(json.loads((data / "demo.json").read_text())["base_url"])
        print(f"  open after {time.monotonic() - began:.0f} s")
        answers = {path: _get(address.port, path) for path in _PAGES}
        if set(answers.values()) != {http.client.OK}:
            raise SystemExit(f"{answers}\n{(data / 'logs' / 'web.log').read_text()}")
        print(f"  ok: {len(answers)} pages open")
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)


def _get(port: int | None, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().status


def _delete_cluster(data: Path) -> None:
    """Started by root, the database lies in a system folder that the data directory points to."""
    cluster = data / "postgres"
    if cluster.is_symlink():
        shutil.rmtree(cluster.resolve().parent, ignore_errors=True)


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 -- ours


if __name__ == "__main__":
    sys.exit(main())
