"""The mails about an order, queued in the transaction that they tell of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from shop.channels.models import Channel
from shop.notifications.composing import Letter, mail_row, register_composer
from shop.notifications.models import MailMessage
from shop.notifications.steps import queue_message

from .models import Order, OrderAddress
from .queries import confirm_path, order_path

_CONFIRM = "order.confirm"


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


def confirm_mail(*, order: Order, now: datetime) -> MailMessage:
    """Return the unsaved mail whose link shows that somebody reads it, and that they want it (`confirm_order`).

    It is written when it is sent, so that nobody who orders waits for templates. Its deadline is that of now.
    """
    about = {"order": order.pk, "deadline": order.payment_deadline.isoformat()}
    key = f"{order.public_id}:confirm:{order.payment_deadline:%s}"
    return mail_row(dedupe_key=key, recipient=order.email, kind=_CONFIRM, about=about, now=now)


def register() -> None:
    """Say how the mails of this app are written (`OrdersConfig.ready`)."""
    register_composer(_CONFIRM, _confirm)


def _confirm(about: Mapping[str, Any]) -> Letter:
    order = Order.objects.get(pk=about["order"])
    extra = {
        "confirm_url": settings.SITE_URL + confirm_path(order),
        "deadline": datetime.fromisoformat(about["deadline"]),
    }
    return Letter("orders/confirm", {**order_context(order), **extra})


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
