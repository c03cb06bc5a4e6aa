"""Migrates the demo's database and fills it: one process, so that Django starts once.

Run by the supervisor as `python -m shop.demo.prepare`.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

import psycopg
from psycopg import sql

from shop.demo import snapshot
from shop.demo.logins import CUSTOMER_EMAIL, STAFF_EMAIL, load_secrets
from shop.demo.reports import reporter
from shop.demo.stamps import FILLING, read_mark, write_mark


def main() -> None:
    """Bring the database to the present migrations, fill it when it is new, and mark it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", type=int, required=True)
    parser.add_argument("--products", type=int, required=True)
    parser.add_argument("--fingerprint", required=True)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.config.settings")
    owner_url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    is_new = not (read_mark(owner_url) or "").startswith("ready")
    with reporter(options.report) as report, ThreadPoolExecutor() as threads:
        report("Loading the shop's code")
        # While Python loads, PostgreSQL makes the tables.
        restored = threads.submit(snapshot.restore, owner_url, mark=FILLING) if is_new else None
        import django

        django.setup()
        report("Migrating the database")
        if restored and restored.result():
            _migrate_the_rest()
        else:
            _migrate(owner_url, is_new=is_new)
        report("Filling the shop")
        is_ours = bool(os.environ.get("DATABASE_OWNER_URL"))
        with _in_haste(owner_url) if is_new and is_ours else nullcontext():
            set_passwords = _make_logins(threads)
            if is_new:
                _fill(products=options.products)
            set_passwords()
    write_mark(owner_url, f"ready {options.fingerprint}")


@contextmanager
def _in_haste(owner_url: str) -> Iterator[None]:
    """Wait for no disk meanwhile: were the power to fail, the mark would say that the shop is not filled yet."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        name = connection.execute("SELECT current_database()").fetchone()
        assert name is not None
        database = sql.Identifier(name[0])
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(database))
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} RESET synchronous_commit").format(database))


def _migrate(owner_url: str, *, is_new: bool) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from shop.core.owner import as_owner

    if is_new:
        with as_owner():
            MigrationRecorder(connection).ensure_schema()
        write_mark(owner_url, FILLING)
    call_command("migrate", interactive=False, verbosity=1)


def _migrate_the_rest() -> None:
    """Take the migrations that are newer than the snapshot."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from shop.core.owner import as_owner
    from shop.core.sql import grant_tables

    web_user = settings.DATABASES["default"]["USER"]
    with as_owner():
        executor = MigrationExecutor(connection)
        is_old = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if settings.DATABASE_OWNER is not None:
            grant_tables(role=web_user)
    if is_old:
        call_command("migrate", interactive=False, verbosity=1)


def _make_logins(threads: ThreadPoolExecutor) -> Callable[[], None]:
    """Make the two people of the demo, and answer what lets them in: hashing their passwords takes a while."""
    from allauth.account.models import EmailAddress
    from django.conf import settings
    from django.contrib.auth.hashers import check_password, make_password

    from shop.accounts.models import User

    secrets = load_secrets(settings.DEMO_DIR)

    def hashed(password: str, known: str) -> str:
        return known if check_password(password, known) else make_password(password)

    people = []
    for email, password, first_name, is_staff in (
        (STAFF_EMAIL, secrets.staff_password, "Signe", True),
        (CUSTOMER_EMAIL, secrets.customer_password, "Alma", False),
    ):
        user = User.objects.filter(email=email).first() or User(username=email, email=email)
        people.append((user, threads.submit(hashed, password, user.password)))
        user.first_name = user.first_name or first_name
        user.is_staff = user.is_superuser = is_staff
        user.save()
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})

    def set_passwords() -> None:
        for user, hashing in people:
            User.objects.filter(pk=user.pk).update(password=hashing.result())

    return set_passwords


def _fill(*, products: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from shop.core.owner import as_owner
    from shop.demo.seed import fill

    fill(products=products, now=timezone.now())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
