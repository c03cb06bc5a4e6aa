"""The mails about returns and withdrawals, queued in the transaction that they tell of."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from shop.channels.queries import get_default_channel
from shop.notifications.steps import queue_message
from shop.orders.emails import queue_order_mail
from shop.orders.queries import order_path

from .models import Return, Withdrawal
from .queries import return_path, withdrawal_path


def queue_return_mail(*, back: Return, template: str, now: datetime) -> None:
    """Queue a mail about a return to its buyer, once for each template."""
    extra = {
        "back": back,
        "back_lines": list(back.lines.select_related("order_line", "wanted")),
        "back_url": settings.SITE_URL + return_path(back),
        "replacement_url": settings.SITE_URL + order_path(back.replacement) if back.replacement else "",
    }
    key = f"{template}:{back.pk}"
    queue_order_mail(order=back.order, template=template, key=key, now=now, extra=extra)


def queue_withdrawal_mail(*, declared: Withdrawal, template: str, now: datetime) -> None:
    """Queue a mail about a withdrawal to the address that the declaration named, once for each template.

    The receipt repeats the declaration with day and time of the shop's time zone (Directive 2011/83/EU, Article 11a).
    """
    channel = get_default_channel()
    queue_message(
        dedupe_key=f"{declared.public_id}:{template}",
        recipient=declared.email,
        template=f"withdrawals/{template}",
        context={
            "declared": declared,
            "declared_at": declared.declared_at,
            "time_zone": channel.time_zone,
            "channel": channel,
            "locale": channel.locale,
            "withdrawal_url": settings.SITE_URL + withdrawal_path(declared),
            "order": declared.order,
            "settled_lines": list(declared.lines.select_related("order_line")),
        },
        now=now,
    )
