"""`manage.py check --deploy` says what the shop still lacks before it can sell."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Info, register
from django.db import DatabaseError
from django.utils.translation import gettext as _

from shop.channels.models import Channel
from shop.reports.readiness import steps_to_sell


@register("shop", deploy=True)
def check_ready_to_sell(**_options: Any) -> list[CheckMessage]:
    """Name each missing step. They are no faults of the installation, so they are told as information."""
    try:
        channel = Channel.objects.filter(is_default=True).first()
        steps = steps_to_sell(channel) if channel else []
    except DatabaseError:  # not migrated yet, or away: other checks are about that
        return []
    if channel is None:
        return [
            Info(_("The shop is not set up."), hint=_("Run manage.py setup_shop, or open /admin/."), id="shop.I001")
        ]
    found: list[CheckMessage] = [
        Info(f"{step.label}: {step.missing}", id="shop.I002") for step in steps if step.missing
    ]
    if channel.opened_at is None:
        found.append(Info(_("The shop is closed to the public."), hint=_("Open it on /admin/."), id="shop.I003"))
    return found
