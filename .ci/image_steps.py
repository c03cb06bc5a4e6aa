"""Starts the shop as its image does, where there is no Docker: with production's packages and the files that go in.

The tests run with every package and file there is. So here is found what web server and worker lack without them, and
whether both end when they are told to. The image itself is built by a job of the workflow.
"""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from with_services import ROOT, production

_START_WITHIN, _STOP_WITHIN = 120, 30  # seconds: a busy machine's patience, and what fly.toml and docs/deploy.md allow
_BY_PROXY = {"Host": "shop.example", "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}


def main() -> int:
    """Copy, install, migrate, open; then web server and worker, one after the other."""
    with tempfile.TemporaryDirectory(prefix="nexus-image-") as folder, production(own=True) as variables:
        app, venv = Path(folder) / "app", Path(folder) / "venv"
        _copy_what_goes_in(app)
        _run(["uv", "venv", "--quiet", str(venv)], ROOT, dict(os.environ))
        _run(["uv", "pip", "install", "--quiet", "--python", str(venv), "--require-hashes", "-r", "pyproject.toml",
              "--group", "production", "-c", "requirements.lock"], ROOT, dict(os.environ))  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env = variables | {"PATH": f"{venv}/bin:{os.defpath}", "PORT": str(port), "MEDIA_ROOT": f"{folder}/media"}
        for command in ("collectstatic --no-input", "migrate --no-input", "setup_shop --name Nexus --open"):
            _run(["python", "manage.py", *command.split(), "--verbosity", "0"], app, env)
        _try_web(app, env, port)
        _try(["python", "manage.py", "run_huey"], app, env, is_ready=lambda log: "commands" in log, look=str)
    return 0


def _copy_what_goes_in(app: Path) -> None:
    for name in re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE):
        app.mkdir(exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy2)(ROOT / name, app / name)


def _try_web(app: Path, env: dict[str, str], port: int) -> None:
    health = json.loads(re.findall(r"^ +CMD (\[.+\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[0])
    sheet = json.loads((app / "staticfiles" / "staticfiles.json").read_text())["paths"]["css/shop.css"]

    def look() -> str:
        _run(health, app, env)
        if (status := _get(port, "/")[0]) != http.client.OK:
            return f"the home page answers {status}"
        status, headers = _get(port, f"/static/{sheet}")
        is_kept = headers.get("Content-Encoding") == "gzip" and "immutable" in headers.get("Cache-Control", "")
        return "" if is_kept else f"a style sheet is not packed and kept for ever: {status}\n{headers}"

    _try(["shop/config/web.sh"], app, env, is_ready=lambda _: _get(port, "/readyz")[0] == http.client.OK, look=look)


def _try(
    command: list[str], app: Path, env: dict[str, str], *, is_ready: Callable[[str], bool], look: Callable[[], str]
) -> None:
    """Start a command, wait until it is ready, `look` what is wrong with it, and end it as Docker and Fly do."""
    log = app / "log"
    with log.open("wb") as output:
        running = subprocess.Popen(command, cwd=app, env=env, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603 -- ours
    try:
        deadline, wrong = time.monotonic() + _START_WITHIN, ""
        while not (wrong or is_ready(log.read_text())):
            time.sleep(0.2)
            wrong = "" if running.poll() is None and time.monotonic() < deadline else "it does not start"
        wrong = wrong or look()
        running.terminate()
        if running.wait(_STOP_WITHIN) != 0:
            wrong = wrong or "it does not end as told"
    finally:
        running.kill()
    if wrong:
        raise SystemExit(f"{' '.join(command)}: {wrong}\n{log.read_text()}")
    print(f"  ok: {' '.join(command)}")


def _run(command: list[str], app: Path, env: dict[str, str]) -> None:
    subprocess.run(command, cwd=app, env=env, check=True)  # noqa: S603 -- ours


def _get(port: int, path: str) -> tuple[int, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=_BY_PROXY)
        response = connection.getresponse()
    except OSError:
        return 0, http.client.HTTPMessage()
    else:
        return response.status, response.headers
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
