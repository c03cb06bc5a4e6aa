"""manage.py verify: does everything add up?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.reports.operations import verify_shop


class Command(BaseCommand):
    help = (
        "Checks stock, orders, payments, the ledger and the outbox against each other. Exit code 1: a rule is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: object, **options: Any) -> None:
        check, verdict = verify_shop(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"ran_at": check.ran_at.isoformat(), **verdict.as_json()}))
        else:
            for finding in verdict.findings:
                word = "look" if finding.is_attention else "BROKEN"
                self.stdout.write(f"{word}: {finding.title} ({finding.code}): {finding.count}")
                for subject, expected, found in finding.examples:
                    self.stdout.write(f"    {subject}: should be {expected}, is {found}")
            self.stdout.write(f"{verdict.rules} rules, {len(verdict.broken)} broken, {verdict.duration_ms} ms")
        if verdict.broken:
            raise CommandError(f"{len(verdict.broken)} rules are broken.", returncode=1)
