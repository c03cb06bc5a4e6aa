"""What the shop says about stock: one wording for product page, cart, checkout and cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from shop.core.formats import format_date
from shop.inventory.rules import Availability

Tone = Literal["ok", "warn", "bad", ""]


@dataclass(frozen=True, slots=True)
class StockWords:
    """A sentence about stock; `button` is what buying it is called, and `schema` its name at schema.org."""

    text: str
    tone: Tone
    button: str
    schema: str


def words_of(stock: Availability, *, today: date, locale: str) -> StockWords:
    """Return what may be promised about a variant, in the words of the shop."""
    day = _day_text(stock.date, today, locale) if stock.date else ""
    match stock.status:
        case "in_stock":
            return StockWords(_("In stock"), "ok", _("Add to cart"), "InStock")
        case "low":
            text = _("Only %(count)d left") if stock.units == stock.ready else _("Only %(count)d ready to ship now")
            return StockWords(text % {"count": stock.ready}, "warn", _("Add to cart"), "LimitedAvailability")
        case "preorder":
            return StockWords(_("Pre-order, ships from %(day)s") % {"day": day}, "", _("Pre-order"), "PreOrder")
        case "backorder":
            text = _("Back-order, expected %(day)s") if day else _("Back-order, ships when it is back in stock")
            return StockWords(text % {"day": day}, "warn", _("Back-order"), "BackOrder")
        case "sold_out":
            return StockWords(_("Sold out"), "bad", "", "OutOfStock")


def line_words(stock: Availability, quantity: int, *, today: date, locale: str) -> str:
    """Return what a line of a cart must know: that not all of it is there to be sent. Nothing where it is."""
    if stock.status == "sold_out":
        return ""  # the line says so itself
    if stock.status in ("preorder", "backorder"):
        return words_of(stock, today=today, locale=locale).text
    if stock.ready is None or quantity <= stock.ready:
        return ""
    day = stock.sent_on(quantity)
    text = (
        _("%(ready)d in stock, %(rest)d expected %(day)s") if day else _("%(ready)d in stock, %(rest)d on back-order")
    )
    return text % {"ready": stock.ready, "rest": quantity - stock.ready, "day": day and _day_text(day, today, locale)}


def _day_text(day: date, today: date, locale: str) -> str:
    return format_date(day, locale, "short" if day.year == today.year else "medium")
