"""Small pieces of markup that lists and pages share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from shop.catalog.models import Media
from shop.core.formats import format_date, format_number, format_time
from shop.core.money import Money
from shop.notifications.models import MailMessage
from shop.orders.models import Order

Tone = Literal["", "ok", "warn", "bad"]

_ORDER: dict[str, Tone] = {
    "draft": "", "pending": "warn", "placed": "", "on_hold": "warn", "closed": "ok", "cancelled": "", "expired": "",
}  # fmt: skip
_PAYMENT: dict[str, Tone] = {
    "unpaid": "warn", "authorised": "warn", "partially_paid": "warn", "paid": "ok", "overpaid": "warn",
    "partially_refunded": "", "refunded": "", "disputed": "bad",
    "created": "", "requires_action": "warn", "processing": "warn", "captured": "ok", "failed": "bad", "cancelled": "",
    "voided": "", "expired": "warn", "won": "ok", "lost": "bad",
    "requested": "warn", "sent": "warn", "succeeded": "ok",
}  # fmt: skip
_FULFILMENT: dict[str, Tone] = {
    "none_needed": "", "unfulfilled": "warn", "partial": "warn", "fulfilled": "ok", "delivered": "ok",
    "partially_returned": "", "returned": "",
}  # fmt: skip
_PRODUCT: dict[str, Tone] = {"active": "ok", "draft": "", "archived": "warn"}


def reader_locale() -> str:
    """Return the locale of whoever reads this staff page, such as "en_GB": that of the language it is written in."""
    return to_locale(get_language() or settings.LANGUAGE_CODE)


def _hidden_text(text: str | Promise) -> SafeString:
    return format_html('<span class="vh">{}</span>', text)


hidden_text = lazy(_hidden_text, SafeString)  # for screen readers only, such as the heading of a column of pictures


def chip(text: str, tone: Tone = "") -> SafeString:
    """Return a state as a small label; the word says it, the colour only helps."""
    return format_html('<span class="status{}">{}</span>', f" status-{tone}" if tone else "", text)


def order_chip(order: Order) -> SafeString:
    return chip(order.get_status_display(), _ORDER[order.status])


def payment_chip(row: Any) -> SafeString:
    """Return the state of an order's payment, of one payment or of one refund."""
    if isinstance(row, Order):
        return chip(row.get_payment_status_display(), _PAYMENT[row.payment_status])
    return chip(row.get_status_display(), _PAYMENT[row.status])


def fulfilment_chip(order: Order) -> SafeString:
    """Return how far an order is sent; one that never will be shows a dash."""
    has_ended = order.status in (Order.Status.CANCELLED, Order.Status.EXPIRED)
    if has_ended and order.fulfilment_status == Order.FulfilmentStatus.UNFULFILLED:
        return SafeString("–")
    return chip(order.get_fulfilment_status_display(), _FULFILMENT[order.fulfilment_status])


def product_chip(status: str, label: str) -> SafeString:
    return chip(label, _PRODUCT[status])


def mail_chip(message: MailMessage) -> SafeString:
    if message.sent_at:
        return chip(_("Sent"), "ok")
    if message.parked_at:
        return chip(_("Not sent"), "bad")
    return chip(_("Retrying"), "warn") if message.tries else chip(_("Waiting"))


def stock_count(available: int, *, low: int) -> SafeString:
    """Return how many can be sold, marked when they are few or none."""
    tone = "bad" if available <= 0 else "warn" if available <= low else "ok"
    return format_html('<span class="count-{}">{}</span>', tone, number(available))


def amount(minor: int | None, currency: str) -> str:
    """Return an amount as people read it, or a dash where there is none."""
    return "–" if minor is None else Money(minor, currency).format(reader_locale())


def number(value: int) -> str:
    """Return a whole number as people read it: "1,234"."""
    return format_number(value, reader_locale())


def when(moment: datetime) -> SafeString:
    """Return a moment as the shop's day with its time below."""
    locale = reader_locale()
    day, hour = format_date(moment, locale, "medium"), format_time(moment, locale)
    return format_html(
        '<time datetime="{}">{} <small>{}</small></time>', timezone.localtime(moment).isoformat(), day, hour
    )


def thumb(picture: Media | Mapping[str, Any] | None) -> SafeString:
    """Return the smallest rendition of a picture on its ground; it is decoration, its row says what it is."""
    if not picture:
        return SafeString('<span class="thumb"></span>')
    if isinstance(picture, Media):
        path, widths, tint = picture.path, picture.widths, picture.tint
    else:
        path, widths, tint = picture["path"], picture["widths"], picture["tint"]
    source = f"{settings.MEDIA_URL}{path}/{widths[0]}.webp"
    return format_html(
        '<span class="thumb tint-{}"><img src="{}" width="48" height="60" alt="" loading="lazy"></span>', tint, source
    )
