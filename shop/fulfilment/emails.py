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


def queue_return_mail(*, return_: Return, template: str, now: datetime) -> None:
    """Queue a mail about a return to its buyer, once for each template."""
    extra = {
        "return_": return_,
        "return_lines": list(return_.lines.select_related("order_line", "wanted")),
        "return_url": settings.SITE_URL + return_path(return_),
        "replacement_url": settings.SITE_URL + order_path(return_.replacement) if return_.replacement else "",
    }
    key = f"{template}:{return_.pk}"
    queue_order_mail(order=return_.order, template=template, key=key, now=now, extra=extra)


def queue_withdrawal_mail(*, withdrawal: Withdrawal, template: str, now: datetime) -> None:
    """Queue a mail about a withdrawal to the address that the declaration named, once for each template.

    The receipt repeats the declaration with day and time of the shop's time zone (Directive 2011/83/EU, Article 11a).
    """
    channel = get_default_channel()
    queue_message(
        dedupe_key=f"{withdrawal.public_id}:{template}",
        recipient=withdrawal.email,
        template=f"withdrawals/{template}",
        context={
            "withdrawal": withdrawal,
            "time_zone": channel.time_zone,
            "channel": channel,
            "locale": channel.locale,
            "withdrawal_url": settings.SITE_URL + withdrawal_path(withdrawal),
            "order": withdrawal.order,
            "settled_lines": list(withdrawal.lines.select_related("order_line")),
        },
        now=now,
    )
