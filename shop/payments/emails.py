"""The mail that confirms an order. It is written when it is sent, so that nobody who orders waits for templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shop.notifications.composing import Letter, mail_row, register_composer
from shop.notifications.models import MailMessage
from shop.orders.emails import order_context
from shop.orders.models import Order

from .models import Payment
from .providers import instructions_for

_KIND = "order.placed"


def placed_mail(*, order: Order, payment: Payment, now: datetime) -> MailMessage:
    """Return the unsaved confirmation of an order; `payment` is what placed it, an invoice is explained."""
    about = {"order": order.pk, "payment": payment.pk if not payment.captured_minor else None}
    key = f"{order.public_id}:placed"
    return mail_row(dedupe_key=key, recipient=order.email, kind=_KIND, about=about, now=now)


def register() -> None:
    """Say how the mails of this app are written (`PaymentsConfig.ready`)."""
    register_composer(_KIND, _placed)


def _placed(about: Mapping[str, Any]) -> Letter:
    order = Order.objects.get(pk=about["order"])
    payment = Payment.objects.filter(pk=about["payment"]).select_related("order").first()
    instructions = instructions_for(payment) if payment else None
    return Letter("orders/placed", {**order_context(order), "instructions": instructions})
