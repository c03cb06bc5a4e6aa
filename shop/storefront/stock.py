"""What the shop says about stock: one wording for product page, cart, checkout and cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.formats import date_format

from shop.inventory.rules import Availability

Tone = Literal["ok", "warn", "bad", ""]


@dataclass(frozen=True, slots=True)
class StockWords:
    """A sentence about stock; `button` is what buying it is called, and `schema` its name at schema.org."""

    text: str
    tone: Tone
    button: str
    schema: str


def words_of(stock: Availability, *, today: date) -> StockWords:
    """Return what may be promised about a variant, in the words of the shop."""
    day = _day_text(stock.date, today) if stock.date else ""
    match stock.status:
        case "in_stock":
            return StockWords("In stock", "ok", "Add to cart", "InStock")
        case "low":
            more = "" if stock.units == stock.ready else " to send now"
            return StockWords(f"Only {stock.ready} left{more}", "warn", "Add to cart", "LimitedAvailability")
        case "preorder":
            return StockWords(f"Pre-order, ships from {day}", "", "Pre-order", "PreOrder")
        case "backorder":
            return StockWords(f"Back-order, {f'expected {day}' if day else 'sent when it is here'}", "warn",
                              "Order ahead", "BackOrder")  # fmt: skip
        case "sold_out":
            return StockWords("Sold out", "bad", "", "OutOfStock")


def line_words(stock: Availability, quantity: int, *, today: date) -> str:
    """Return what a line of a cart must know: that not all of it is there to be sent. Nothing where it is."""
    if stock.status == "sold_out":
        return ""  # the line says so itself
    if stock.status in ("preorder", "backorder"):
        return words_of(stock, today=today).text
    if stock.ready is None or quantity <= stock.ready:
        return ""
    day = stock.sent_on(quantity)
    rest = f"expected {_day_text(day, today)}" if day else "on back-order"
    return f"{stock.ready} in stock, {quantity - stock.ready} {rest}"


def _day_text(day: date, today: date) -> str:
    return date_format(day, "j F" if day.year == today.year else "j F Y")
