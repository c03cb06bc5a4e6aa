"""Runs a Python command with production settings, PostgreSQL and Valkey: `python .ci/with_services.py manage.py check`.

The checks of models and migrations ask the server what it can. The servers are the demo's, for this command alone, or
those of TEST_DATABASE_URL and TEST_REDIS_URL.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


@contextlib.contextmanager
def production(*, own: bool = False) -> Iterator[dict[str, str]]:
    """Yield the variables of a shop behind a proxy that speaks https; `own` takes no given servers: it writes."""
    from shop.demo.datadir import make_throwaway
    from shop.demo.services import Services

    given = {} if own else os.environ
    database, redis = given.get("TEST_DATABASE_URL"), given.get("TEST_REDIS_URL")
    with contextlib.ExitStack() as stack:
        if not (database and redis):
            services = Services(make_throwaway(), postgres=not database, valkey=not redis, durable=False)
            stack.enter_context(services)
            database, redis = database or services.database_url, redis or services.redis_url
        yield {
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "SECRET_KEY": "nothing-secret-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
            "SITE_URL": "https://shop.example",
            "EMAIL_URL": "smtp://mail.invalid",
            "TRUSTED_PROXY_COUNT": "1",
            "DEBUG": "0",
            "DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "shop.config.settings",
        }


def main(command: list[str]) -> int:
    """Run `command`: a program, or a Python file of this folder."""
    program = [sys.executable, command[0]] if command[0].endswith(".py") else [shutil.which(command[0]) or command[0]]
    with production() as variables:
        command = [*program, *command[1:]]
        return subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
