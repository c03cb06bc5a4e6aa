"""The mails about an order, queued in the transaction that they tell of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from shop.channels.models import Channel
from shop.notifications.steps import queue_message

from .models import Order, OrderAddress
from .queries import confirm_path, order_path


def queue_order_mail(
    *, order: Order, template: str, key: str, now: datetime, extra: Mapping[str, Any] | None = None
) -> None:
    """Queue a mail about an order to its buyer; `key` makes it unique, for example "placed"."""
    queue_message(
        dedupe_key=f"{order.public_id}:{key}",
        recipient=order.email,
        template=f"orders/{template}",
        context={**order_context(order), **(extra or {})},
        now=now,
    )


def queue_confirm_mail(*, order: Order, now: datetime) -> None:
    """Queue the mail whose link shows that somebody reads it, and that they want the order (`confirm_order`)."""
    extra = {"confirm_url": settings.SITE_URL + confirm_path(order), "deadline": order.payment_deadline}
    queue_order_mail(order=order, template="confirm", key=f"confirm:{order.payment_deadline:%s}", now=now, extra=extra)


def order_context(order: Order) -> dict[str, Any]:
    """Return what every mail about an order shows: three queries."""
    return {
        "order": order,
        "lines": list(order.lines.all()),
        "address": OrderAddress.objects.filter(order=order, kind=OrderAddress.Kind.SHIPPING).first(),
        "channel": Channel.objects.get(pk=order.channel_id),
        "locale": order.locale,
        "order_url": settings.SITE_URL + order_path(order),
    }
