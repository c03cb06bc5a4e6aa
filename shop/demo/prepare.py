"""Migrates the demo's database and fills it: one process, so that Django starts once.

Run by the supervisor as `python -m shop.demo.prepare`; reports its steps on a pipe, a JSON list a line.
"""

import argparse
import json
import os
import signal
from collections.abc import Callable
from typing import TextIO

from shop.demo.logins import CUSTOMER_EMAIL, STAFF_EMAIL, load_secrets
from shop.demo.stamps import FILLING, read_mark, write_mark

Report = Callable[..., None]


def main() -> None:
    """Bring the database to the present migrations, fill it when it is new, and mark it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", type=int, required=True)
    parser.add_argument("--products", type=int, required=True)
    parser.add_argument("--fingerprint", required=True)
    options = parser.parse_args()
    # Drawing starts processes of its own; they share our group and must not outlive us.
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.config.settings")
    with os.fdopen(options.report, "w", encoding="utf-8") as pipe:
        _prepare(products=options.products, fingerprint=options.fingerprint, report=_reporter(pipe))


def _prepare(*, products: int, fingerprint: str, report: Report) -> None:
    report("Loading the shop's code")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    database_url = os.environ["DATABASE_URL"]
    is_new = not (read_mark(database_url) or "").startswith("ready")
    if is_new:
        MigrationRecorder(connection).ensure_schema()
        write_mark(database_url, FILLING)
    report("Migrating the database")
    call_command("migrate", interactive=False, verbosity=1)
    _make_logins()
    if is_new:
        report("Filling the shop")
        _fill(products=products, report=report)
        connection.cursor().execute("ANALYZE")
    write_mark(database_url, f"ready {fingerprint}")


def _fill(*, products: int, report: Report) -> None:
    from django.utils import timezone

    from shop.demo.seed import fill

    drawing = lambda done, total: report("Drawing pictures", done, total)  # noqa: E731
    fill(products=products, progress=drawing, now=timezone.now())


def _make_logins() -> None:
    from allauth.account.models import EmailAddress
    from django.conf import settings

    from shop.accounts.models import User

    secrets = load_secrets(settings.DEMO_DIR)
    for email, password, first_name, is_staff in (
        (STAFF_EMAIL, secrets.staff_password, "Signe", True),
        (CUSTOMER_EMAIL, secrets.customer_password, "Alma", False),
    ):
        user = User.objects.filter(email=email).first() or User(username=email, email=email)
        user.first_name = user.first_name or first_name
        user.is_staff = user.is_superuser = is_staff
        if not user.check_password(password):
            user.set_password(password)
        user.save()
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})


def _reporter(pipe: TextIO) -> Report:
    def report(*words: object) -> None:
        pipe.write(json.dumps(words) + "\n")
        pipe.flush()

    return report


if __name__ == "__main__":
    main()
