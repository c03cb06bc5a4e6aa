"""manage.py reconcile: do the payment providers' records say what ours say?"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.checkout.operations import reconcile
from shop.payments.models import Payment, ProviderEvent, ReconciliationItem, Refund, StatementLine


class Command(BaseCommand):
    help = (
        "Compares payments, refunds and disputes with what each payment provider lists, and makes good what was missed."
        " Exit code 1: staff must look at something; 2: a provider did not answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=14, help="how far back to look (default: 14)")
        parser.add_argument("--provider", action="append", help="only this one; may be repeated")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: object, **options: Any) -> None:
        now = timezone.now()
        codes = options["provider"] or settings.PAYMENT_PROVIDERS
        since = now - timedelta(days=options["days"])
        runs = [reconcile(provider=code, since=since, now=now, is_daily=True) for code in codes]
        for_staff = {
            "differences": ReconciliationItem.objects.filter(resolved_at=None).count(),
            "payments to review": Payment.objects.exclude(review="").count(),
            "refunds that failed": Refund.objects.filter(status=Refund.Status.FAILED).count(),
            "events given up": ProviderEvent.objects.filter(outcome=ProviderEvent.Outcome.PARKED).count(),
            "statement lines to assign": StatementLine.objects.filter(state=StatementLine.State.OPEN).count(),
        }
        if options["json"]:
            self.stdout.write(json.dumps({"providers": [asdict(run) for run in runs], "for_staff": for_staff}))
        else:
            for run in runs:
                self.stdout.write(f"{run.provider}: {run.seen} seen, {run.repaired} repaired {run.failure}".rstrip())
            for item in ReconciliationItem.objects.filter(resolved_at=None):
                self.stdout.write(f"    {item}")
            self.stdout.write(", ".join(f"{count} {what}" for what, count in for_staff.items()))
        if any(run.failure for run in runs):
            raise CommandError("A provider did not answer.", returncode=2)
        if any(for_staff.values()):
            raise CommandError("Staff must look at something.", returncode=1)
