"""manage.py migrate: Django's own, without the time limit that pages and tasks have."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from shop.core.owner import as_owner
from shop.core.sql import grant_tables, lift_time_limits, reset_time_limits
from shop.core.textless import TextlessAutodetector
from shop.core.transactions import tell_busy, tell_plainly


class Command(migrate.Command):
    """A migration may fill a large table for minutes. It must not queue for a lock, because all would queue behind it.

    It is done as the owner of the tables where DATABASE_OWNER_URL names one; afterwards web and worker may use them.

    So statements and pauses have no limit here, and `lock_timeout` stays as short as it is (`config/env.py`): a
    migration that finds its table busy fails, changes nothing, and is run again.
    """

    autodetector = TextlessAutodetector

    def handle(self, *args: Any, **options: Any) -> None:
        web_user = settings.DATABASES["default"]["USER"]
        with as_owner():
            self._migrate(*args, **options)
            if settings.DATABASE_OWNER is not None:
                grant_tables(role=web_user)

    def _migrate(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        connection.ensure_connection()
        tell_plainly(connection=connection)
        lift_time_limits(using=connection.alias)
        try:
            super().handle(*args, **options)
        finally:
            tell_busy(connection=connection)
            if connection.is_usable():  # the process may go on, as the demo and the tests do
                reset_time_limits(using=connection.alias)
