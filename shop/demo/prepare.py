"""Migrates the demo's database and fills it: one process, so that Django starts once.

Run by the supervisor as `python -m shop.demo.prepare`.
"""

import argparse
import os
import signal
import subprocess
import sys

from shop.demo.logins import CUSTOMER_EMAIL, STAFF_EMAIL, load_secrets
from shop.demo.reports import Report, reporter
from shop.demo.stamps import FILLING, read_mark, write_mark


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
    database_url = _owner_url()
    is_new = not (read_mark(database_url) or "").startswith("ready")
    drawing = _start_drawing(options.report, options.products) if is_new else None
    with reporter(options.report) as report:
        _migrate(is_new=is_new, report=report)
        if drawing:
            if drawing.wait() != 0:
                raise SystemExit("The pictures could not be drawn.")
            _fill(products=options.products, report=report)
    write_mark(database_url, f"ready {options.fingerprint}")


def _owner_url() -> str:
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


def _start_drawing(pipe: int, products: int) -> subprocess.Popen[bytes]:
    """Draw on the processors that migrations, which need one, leave idle."""
    command = [sys.executable, "-m", "shop.demo.drawing", "--report", str(pipe), "--products", str(products)]
    return subprocess.Popen(command, pass_fds=[pipe])  # noqa: S603 -- ours


def _migrate(*, is_new: bool, report: Report) -> None:
    report("Loading the shop's code")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from shop.core.owner import as_owner

    if is_new:
        with as_owner():
            MigrationRecorder(connection).ensure_schema()
        write_mark(_owner_url(), FILLING)
    report("Migrating the database")
    call_command("migrate", interactive=False, verbosity=1)
    _make_logins()


def _fill(*, products: int, report: Report) -> None:
    from django.db import connection
    from django.utils import timezone

    from shop.core.owner import as_owner
    from shop.demo.seed import fill

    report("Filling the shop")
    fill(products=products, progress=lambda _done, _total: None, now=timezone.now())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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


if __name__ == "__main__":
    main()
