"""Orders that wait for somebody, so that whoever logs in as staff finds something to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from shop.catalog.models import Variant
from shop.checkout.inputs import AddressInput, LineInput, PaymentChoice
from shop.checkout.operations import OutOfStock, UnknownProduct, confirm_order, place_order, save_draft
from shop.core.actor import GUEST, SYSTEM, By
from shop.demo.specialities import BACK_ORDER, BUNDLE, PRE_ORDER
from shop.orders.models import Order
from shop.orders.operations import add_note, hold_order

_NILS = ("nils@buyers.example", AddressInput("Nils Aarestrup", "Skovvej 8", "Aarhus", "8000", "DK"))
_ROSA = ("rosa@buyers.example", AddressInput("Rosa Lindqvist", "Storgatan 21", "Lund", "222 23", "SE"))
_THEO = ("theo@buyers.example", AddressInput("Theo Kramer", "Am Markt 2", "Bremen", "28195", "DE"))


def leave_work_for_staff(*, now: datetime) -> None:
    """Leave a draft, an order on hold, a transfer and an invoice to be paid, and orders for what is still to come."""
    plain = Variant.objects.filter(stock_levels__location__code="main", stock_levels__on_hand__gte=20)
    skus = list(plain.order_by("pk").values_list("sku", flat=True)[:4])
    if len(skus) < 4:
        return
    paused = _buy(_THEO, [skus[0], skus[3]], PaymentChoice("test", "success"), now - timedelta(hours=6))
    if paused is not None:
        reason = "The buyer moves house; wait for the new address"
        hold_order(order_id=paused.pk, reason=reason, by=By(SYSTEM, now - timedelta(hours=5)))
        text = "Called on the phone. Writes to us as soon as the new address is certain."
        add_note(order_id=paused.pk, text=text, by=By(SYSTEM, now - timedelta(hours=5)))
    _buy(_NILS, [skus[1], skus[2]], PaymentChoice("bank_transfer"), now - timedelta(days=2))
    _buy(_ROSA, [BUNDLE[0]], PaymentChoice("bank_transfer"), now - timedelta(hours=20))
    _buy(_THEO, [skus[2]], PaymentChoice("invoice"), now - timedelta(days=3))
    _buy(_NILS, [PRE_ORDER[0]], PaymentChoice("test", "success"), now - timedelta(hours=3))
    _buy(_ROSA, [BACK_ORDER[0]], PaymentChoice("test", "success"), now - timedelta(hours=2))
    email, address = _ROSA
    lines = [LineInput(skus[0], 12), LineInput(skus[1], 12)]
    save_draft(email=email, lines=lines, shipping_address=address, by=By(SYSTEM, now - timedelta(hours=4)))


def _buy(buyer: tuple[str, AddressInput], skus: list[str], payment: PaymentChoice, at: datetime) -> Order | None:
    """Place an order; nothing in a catalogue that is too small for it."""
    email, address = buyer
    lines = [LineInput(sku, 1) for sku in skus]
    try:
        placed = place_order(by=By(GUEST, at), email=email, shipping_address=address, lines=lines, payment=payment)
    except (OutOfStock, UnknownProduct):
        return None
    if placed.order.awaits_confirmation:  # they followed the link of the mail at once
        return confirm_order(order_id=placed.order.pk, by=By(SYSTEM, at))
    return placed.order
