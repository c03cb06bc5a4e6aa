"""Takes the Dockerfile's steps in a clean folder, then tries what came out as Docker and Fly would run it.

Docker itself is not needed, so it runs anywhere. Left out are the steps that concern the image's system alone.
"""

import http.client
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from with_services import ROOT, production

_SYSTEM_STEPS = ("pip install", "useradd")
_START_WITHIN = 60  # seconds
_STOP_WITHIN = 30  # what fly.toml and docs/deploy.md allow
_BY_ADDRESS: dict[str, str] = {}
_BY_NAME = {"Host": "shop.example"}
_BY_PROXY = _BY_NAME | {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
_INHERITED = ("HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "PIP_", "UV_")


class Image:
    """What the Dockerfile describes, with its folders moved below `folder`."""

    def __init__(self, folder: Path) -> None:
        text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
        moved = {"/usr/local/bin/python": getattr(sys, "_base_executable", sys.executable)}
        moved |= {name: f"{folder}{name}" for name in ("/venv", "/app", "/data")}
        for old, new in moved.items():
            text = re.sub(rf"(?<![\w/.]){old}(?![\w-])", new, text)
        self.instructions = [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]
        self.app = folder / "app"
        inherited = {name: value for name, value in os.environ.items() if name.startswith(_INHERITED)}
        self.env = inherited | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def values(self, wanted: str) -> list[str]:
        """Return what stands behind each instruction of that name."""
        return [value for name, value in self.instructions if name == wanted]

    def build(self) -> None:
        """Copy what .dockerignore lets through and take the RUN steps."""
        lines = (ROOT / ".dockerignore").read_text().splitlines()
        for name in (line[1:] for line in lines if line.startswith("!")):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self.app / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(ROOT / name, self.app / name)
        for step in self.values("RUN"):
            if step.startswith(_SYSTEM_STEPS):
                print(f"  left out: {step[:60]} …")
                continue
            print(f"  RUN {' '.join(step.split())[:110]} …")
            done = subprocess.run(  # noqa: S603 -- ours
                ["/bin/sh", "-ec", step], cwd=self.app, env=self.env, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise SystemExit(done.stdout + done.stderr)
        settings = dict(pair.split("=", 1) for pair in shlex.split(" ".join(self.values("ENV"))))
        own = settings.pop("PATH").removesuffix(":$PATH")
        self.env |= {"PATH": f"{own}:{os.defpath}", **settings}

    def start(self, command: list[str], *, variables: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
        """Start a command as a container would."""
        with log.open("wb") as output:
            return subprocess.Popen(  # noqa: S603 -- ours
                self._with_path(command),
                cwd=self.app,
                env=self.env | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def run(self, command: list[str], *, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(  # noqa: S603 -- ours
            self._with_path(command),
            cwd=self.app,
            env=self.env | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def _with_path(self, command: list[str]) -> list[str]:
        program = self.app / command[0] if "/" in command[0] else shutil.which(command[0], path=self.env["PATH"])
        return [str(program), *command[1:]]


def main() -> int:
    """Build, then try release command, web server, health check, static files, worker, and how both stop."""
    fly = tomllib.loads((ROOT / "fly.toml").read_text())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nexus-image-")))
        image = Image(folder)
        image.app.mkdir()
        image.build()
        variables = stack.enter_context(production(own=True)) | {"PORT": str(_free_port())}
        _refuses_to_start_without(image, "SITE_URL", variables)
        found = image.run(["python", "-c", "import stripe, hiredis"], variables=variables)
        _expect(found.returncode == 0, "production's own packages are there", found.stderr)
        released = image.run(shlex.split(fly["deploy"]["release_command"]), variables=variables)
        _expect(released.returncode == 0, "the release command migrates", released.stderr)
        opened = image.run(["python", "manage.py", "setup_shop", "--name", "Nexus", "--open"], variables=variables)
        _expect(opened.returncode == 0, "setup_shop sets up an empty shop", opened.stderr)
        _try_web(image, stack, variables, folder / "web.log")
        _try_worker(image, stack, shlex.split(fly["processes"]["worker"]), variables, folder / "worker.log")
    return 0


def _refuses_to_start_without(image: Image, name: str, variables: dict[str, str]) -> None:
    others = {key: value for key, value in variables.items() if key != name}
    answer = image.run(["python", "manage.py", "check"], variables=others)
    _expect(answer.returncode != 0 and f"{name} is not set" in answer.stderr, f"{name} is asked for", answer.stderr)


def _try_web(image: Image, stack: ExitStack, variables: dict[str, str], log: Path) -> None:
    port = int(variables["PORT"])
    web = image.start(json.loads(image.values("CMD")[-1]), variables=variables, log=log)
    stack.callback(web.kill)
    _wait(lambda: _get(port, "/readyz", _BY_ADDRESS)[0] == http.client.OK, web, log)
    _expect(_get(port, "/livez", _BY_ADDRESS)[0] == http.client.OK, "/readyz and /livez answer", log.read_text())
    health = json.loads(image.values("HEALTHCHECK")[0].split("CMD", 1)[1])
    checked = image.run(health, variables=variables)
    _expect(checked.returncode == 0, "the health check passes", checked.stderr)
    status, headers = _get(port, "/", _BY_PROXY)
    _expect(
        status == http.client.OK and "content-security-policy" in headers,
        "the home page opens",
        f"{status} {headers}\n{log.read_text()}",
    )
    status, headers = _get(port, "/", _BY_NAME)
    _expect(headers.get("location") == "https://shop.example/", "plain http is sent to https", f"{status} {headers}")
    manifest = json.loads((image.app / "staticfiles" / "staticfiles.json").read_text())["paths"]
    status, headers = _get(port, f"/static/{manifest['css/shop.css']}", _BY_PROXY)
    is_packed = headers.get("content-encoding") == "gzip" and "immutable" in headers.get("cache-control", "")
    _expect(is_packed, "static files are compressed and kept for ever", f"{status} {headers}")
    _stop(web, "the web server", image, log)
    checked = image.run(health, variables=variables)
    _expect(checked.returncode != 0, "the health check fails without a server", checked.stdout)


def _try_worker(image: Image, stack: ExitStack, command: list[str], variables: dict[str, str], log: Path) -> None:
    worker = image.start(command, variables=variables, log=log)
    stack.callback(worker.kill)
    _wait(lambda: "Huey consumer" in log.read_text() and "commands" in log.read_text(), worker, log)
    _stop(worker, "the worker", image, log)


def _stop(process: subprocess.Popen[bytes], name: str, image: Image, log: Path) -> None:
    process.send_signal(signal.Signals[image.values("STOPSIGNAL")[0]])
    began = time.monotonic()
    try:
        code = process.wait(timeout=_STOP_WITHIN)
    except subprocess.TimeoutExpired:
        code = None
    _expect(code == 0, f"{name} stops when told to, in {time.monotonic() - began:.1f} s", f"{code}\n{log.read_text()}")


def _get(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
    except OSError:
        return 0, {}
    else:
        return response.status, {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()


def _wait(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_WITHIN
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            _expect(False, "it starts", log.read_text())
        time.sleep(0.2)


def _expect(holds: bool, what: str, otherwise: str) -> None:
    print(f"  {'ok' if holds else 'WRONG'}: {what}")
    if not holds:
        raise SystemExit(otherwise)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
