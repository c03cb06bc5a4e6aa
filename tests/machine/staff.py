"""What staff do with orders, parcels and stock."""

from __future__ import annotations

from hypothesis import strategies as st

from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import SYSTEM
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import (
    EditInput,
    edit_order,
    move_parcel,
    prepare_parcels,
    release_order,
    resend_parcel,
    ship_order,
    ship_parcel,
)
from shop.fulfilment.rules import FULFILMENT_TRANSITIONS
from shop.inventory.models import StockLevel
from shop.inventory.operations import adjust_stock, receive_stock
from shop.orders.models import Order
from shop.orders.operations import hold_order
from tests.factories.orders import ADDRESS
from tests.machine.drawing import SKUS, STOCK, Drawing, few


class Staff(Drawing):
    """Actions of staff."""

    def draft(self) -> None:
        """Staff write an order and send the link, or place it on invoice."""
        lines = [LineInput(self._draw(st.sampled_from(SKUS)), self._draw(few))]
        self.buyers += 1
        email = f"buyer{self.buyers % 7}@example.com"
        saved = self._try(save_draft, email=email, lines=lines, actor=SYSTEM, shipping_address=ADDRESS)
        if saved:
            payment = self._draw(st.sampled_from([None, PaymentChoice("invoice", "")]))
            self._try(send_draft, order_id=saved.pk, actor=SYSTEM, payment=payment)

    def edit(self, order: Order) -> None:
        line = self._line(order)
        adds = st.dictionaries(st.sampled_from(SKUS), few, max_size=1)
        quantities = self._draw(st.sampled_from([{}, {line.pk: line.open_quantity - 1}, {line.pk: line.quantity + 1}]))
        edit = EditInput(add=self._draw(adds), quantities=quantities)
        self._try(edit_order, order_id=order.pk, edit=edit, actor=SYSTEM)

    def ship(self, order: Order) -> None:
        self._try(ship_order, order_id=order.pk, actor=SYSTEM, quantities=self._units(order))

    def prepare(self, order: Order) -> None:
        packed = self._draw(st.booleans())
        self._try(prepare_parcels, order_id=order.pk, actor=SYSTEM, is_packed=packed, quantities=self._units(order))

    def ship_prepared(self, parcel: Fulfilment) -> None:
        self._try(ship_parcel, parcel_id=parcel.pk, actor=SYSTEM)

    def move(self, parcel: Fulfilment) -> None:
        after = FULFILMENT_TRANSITIONS[parcel.status] - {"shipped"}
        state = self._draw(st.sampled_from(sorted(after) or ["delivered"]))
        restock = state == "returned_to_sender" and self._draw(st.booleans())
        self._try(move_parcel, parcel_id=parcel.pk, target=state, actor=SYSTEM, restock=restock)

    def resend(self, parcel: Fulfilment) -> None:
        self._try(resend_parcel, parcel_id=parcel.pk, actor=SYSTEM)

    def hold(self, order: Order) -> None:
        if order.status == "placed":
            self._try(hold_order, order_id=order.pk, reason="Fraud check", actor=SYSTEM)
        else:
            self._try(release_order, order_id=order.pk, actor=SYSTEM)

    def receive(self) -> None:
        level = StockLevel.objects.get(variant__sku=self._draw(st.sampled_from(sorted(STOCK))))
        received = {level.variant_id: self._draw(st.integers(1, 6))}
        self._try(receive_stock, location_id=level.location_id, received=received, actor=SYSTEM)

    def break_something(self) -> None:
        level = StockLevel.objects.get(variant__sku=self._draw(st.sampled_from(sorted(STOCK))))
        self._try(
            adjust_stock,
            location_id=level.location_id,
            variant_id=level.variant_id,
            difference=-self._draw(few),
            reason="damage",
            actor=SYSTEM,
        )
