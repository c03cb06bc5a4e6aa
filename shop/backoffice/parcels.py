"""How parcels look on the order page, and what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.fulfilment.models import Fulfilment, FulfilmentLine
from shop.orders.models import Order

from .cells import Tone

Status = Fulfilment.Status
_TONES: dict[str, Tone] = {
    "planned": "", "picking": "warn", "packed": "warn", "shipped": "ok", "delivered": "ok", "cancelled": "",
    "lost": "bad", "returned_to_sender": "bad",
}  # fmt: skip
_MOVES: dict[str, tuple[tuple[str, Promise], ...]] = {
    "planned": (("picking", _("Start picking")), ("cancelled", _("Unpack"))),
    "picking": (("packed", _("Mark as packed")), ("cancelled", _("Unpack"))),
    "packed": (("cancelled", _("Unpack")),),
    "shipped": (("delivered", _("Mark as delivered")),),
}
_PAGES: dict[str, tuple[tuple[str, Promise], ...]] = {
    "planned": (("slip", _("Packing slip")),),
    "picking": (("slip", _("Packing slip")),),
    "packed": (("send", _("Ship")), ("slip", _("Packing slip"))),
    "shipped": (("tracking", _("Edit tracking")), ("problem", _("Report a problem")), ("slip", _("Packing slip"))),
    "delivered": (("slip", _("Packing slip")),),
}


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel with its content, `moves` of one click (target, label), and pages that ask (verb, address, label)."""

    row: Fulfilment
    lines: list[FulfilmentLine]
    tone: Tone
    move_url: str
    moves: tuple[tuple[str, Promise], ...]
    pages: list[tuple[str, str, Promise]]


def parcel_view(order: Order, parcel: Fulfilment, *, may_ship: bool) -> ParcelView:
    """Return a parcel for the page; `order` and its parcels are loaded."""
    pages = list(_PAGES.get(parcel.status, ()))
    replaced = {other.replaces_id for other in order.fulfilments.all()}
    if parcel.status in (Status.LOST, Status.RETURNED_TO_SENDER) and parcel.pk not in replaced:
        pages.append(("resend", _("Ship again")))
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
        pages=[(verb, parcel_url(parcel, verb), label) for verb, label in pages],
    )


def parcel_url(parcel: Fulfilment, verb: str) -> str:
    """Return the address of an action on a parcel."""
    return reverse(f"admin:orders_parcel_{verb}", args=[parcel.order_id, parcel.pk])
