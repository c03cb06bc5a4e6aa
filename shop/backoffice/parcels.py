"""How parcels look on the order page, and what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from shop.fulfilment.models import Fulfilment, FulfilmentLine
from shop.orders.models import Order

from .cells import Tone

Status = Fulfilment.Status
_TONES: dict[str, Tone] = {
    "planned": "", "picking": "warn", "packed": "warn", "shipped": "ok", "delivered": "ok", "cancelled": "",
    "lost": "bad", "returned_to_sender": "bad",
}  # fmt: skip
_MOVES: dict[str, tuple[tuple[str, str], ...]] = {
    "planned": (("picking", "Start picking"), ("cancelled", "Unpack")),
    "picking": (("packed", "Packed"), ("cancelled", "Unpack")),
    "packed": (("cancelled", "Unpack"),),
    "shipped": (("delivered", "Delivered"),),
}
_PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "planned": (("slip", "Packing slip"),),
    "picking": (("slip", "Packing slip"),),
    "packed": (("send", "Send"), ("slip", "Packing slip")),
    "shipped": (("tracking", "Tracking"), ("problem", "Problem"), ("slip", "Packing slip")),
    "delivered": (("slip", "Packing slip"),),
}


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel with its content, `moves` that one click does (target, label) and pages that ask (address, label)."""

    row: Fulfilment
    lines: list[FulfilmentLine]
    tone: Tone
    move_url: str
    moves: tuple[tuple[str, str], ...]
    pages: list[tuple[str, str]]


def parcel_view(order: Order, parcel: Fulfilment, *, may_ship: bool) -> ParcelView:
    """Return a parcel for the page; `order` and its parcels are loaded."""
    pages = list(_PAGES.get(parcel.status, ()))
    replaced = {other.replaces_id for other in order.fulfilments.all()}
    if parcel.status in (Status.LOST, Status.RETURNED_TO_SENDER) and parcel.pk not in replaced:
        pages.append(("resend", "Send again"))
    moves = _MOVES.get(parcel.status, ()) if may_ship else ()
    if not may_ship:
        pages = [page for page in pages if page[0] == "slip"]
    if order.status == Order.Status.ON_HOLD:
        moves = tuple(move for move in moves if move[0] in ("cancelled", "delivered"))
        pages = [page for page in pages if page[0] != "send"]
    return ParcelView(
        row=parcel,
        lines=list(parcel.lines.all()),
        tone=_TONES[parcel.status],
        move_url=parcel_url(parcel, "move"),
        moves=moves,
        pages=[(parcel_url(parcel, verb), label) for verb, label in pages],
    )


def parcel_url(parcel: Fulfilment, verb: str) -> str:
    """Return the address of an action on a parcel."""
    return reverse(f"admin:orders_parcel_{verb}", args=[parcel.order_id, parcel.pk])
