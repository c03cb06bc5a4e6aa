"""Checking the shop over and keeping the result."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from shop.accounts.models import User
from shop.channels.queries import get_default_channel
from shop.core.sql import session_lock
from shop.notifications.steps import queue_message

from .models import ScheduledCheck
from .verify import Verdict, find_breaks

EVERY = timedelta(hours=24)
KEPT = timedelta(days=90)


def verify_shop(*, now: datetime) -> tuple[ScheduledCheck, Verdict]:
    """Run every rule, keep the result, and tell the owners by mail when a rule is broken; one mail a day."""
    verdict = find_breaks()
    with transaction.atomic(durable=True):
        check = ScheduledCheck.objects.create(
            ran_at=now,
            duration_ms=verdict.duration_ms,
            broken=len(verdict.broken),
            attention=len(verdict.attention),
            findings=verdict.as_json()["findings"],
        )
        ScheduledCheck.objects.filter(ran_at__lt=now - KEPT).delete()
        if verdict.broken:
            _tell_owners(check, verdict, now)
    return check, verdict


def verify_nightly(*, now: datetime) -> int:
    """Check the shop once a day, whoever of several workers comes first; returns how many checks were made."""
    if ScheduledCheck.objects.filter(ran_at__gt=now - EVERY).exists():
        return 0
    with session_lock("verify_nightly") as is_mine:
        if is_mine:
            verify_shop(now=now)
    return int(is_mine)


def _tell_owners(check: ScheduledCheck, verdict: Verdict, now: datetime) -> None:
    channel = get_default_channel()
    url = f"{settings.SITE_URL}/admin/reports/scheduledcheck/{check.pk}/change/"
    for email in (
        User.objects.filter(is_superuser=True, is_active=True).exclude(email="").values_list("email", flat=True)
    ):
        queue_message(
            dedupe_key=f"verify:{now:%Y-%m-%d}:{email}"[:120],
            recipient=email,
            template="reports/broken",
            context={"broken": verdict.broken, "check_url": url, "channel": channel},
            now=now,
        )
