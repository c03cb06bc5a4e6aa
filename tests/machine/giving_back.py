"""What is cancelled, refunded, returned or withdrawn from."""

from __future__ import annotations

from hypothesis import strategies as st

from shop.core.actor import GUEST, SYSTEM
from shop.core.money import Money
from shop.fulfilment.models import Return, ReturnLine, Withdrawal, WithdrawalLine
from shop.fulfilment.operations import (
    CreditLine,
    Inspection,
    ReceivedUnits,
    ReturnItem,
    Settlement,
    approve_return,
    cancel_order,
    cancel_return,
    declare_withdrawal,
    handle_withdrawal,
    receive_return,
    refund_order,
    reject_return,
    request_return,
)
from shop.orders.models import Order
from shop.payments.operations import write_off
from tests.machine.drawing import Drawing, few


class GivingBack(Drawing):
    """Actions that undo a sale."""

    def cancel(self, order: Order) -> None:
        self._try(cancel_order, order_id=order.pk, actor=SYSTEM, reason="", quantities=self._units(order))

    def refund(self, order: Order) -> None:
        quantity, allowance = self._draw(st.integers(0, 2)), self._draw(st.integers(0, 400))
        self._try(
            refund_order,
            order_id=order.pk,
            actor=SYSTEM,
            lines={self._line(order).pk: CreditLine(quantity)} if quantity else None,
            shipping=Money(order.shipping_minor, order.currency) if self._draw(st.booleans()) else None,
            allowance=Money(allowance, order.currency) if allowance else None,
        )

    def write_off(self, order: Order) -> None:
        self._try(write_off, order_id=order.pk, reason="Not worth a letter", actor=SYSTEM)

    def ask_to_return(self, order: Order) -> None:
        line = self._line(order)
        items = [ReturnItem(line.pk, self._draw(few), "not_liked", self._draw(st.sampled_from(["", "", "PLATE"])))]
        self._try(request_return, order_id=order.pk, items=items, comment="", actor=GUEST)

    def decide_on_return(self, return_: Return) -> None:
        match self._draw(st.sampled_from(["approve", "approve", "approve", "reject", "cancel"])):
            case "approve":
                self._try(approve_return, return_id=return_.pk, instructions="", actor=SYSTEM)
            case "reject":
                self._try(reject_return, return_id=return_.pk, reason="Worn", actor=SYSTEM)
            case _:
                self._try(cancel_return, return_id=return_.pk, actor=GUEST)

    def goods_come_back(self, return_: Return) -> None:
        missing, restock = self._draw(st.integers(0, 1)), self._draw(st.booleans())
        lines = ReturnLine.objects.filter(owner=return_)
        received = {line.pk: ReceivedUnits(max(0, line.awaited - missing), restock=restock) for line in lines}
        wish = Settlement(Money(self._draw(st.sampled_from([0, 300])), "EUR"), Money(0, "EUR"))
        self._try(receive_return, return_id=return_.pk, received=received, settlement=wish, actor=SYSTEM)

    def withdraw(self, order: Order) -> None:
        units = self._draw(st.sampled_from([None, {self._line(order).pk: 1}]))
        self._try(declare_withdrawal, order_id=order.pk, name="Ada", email=order.email, units=units, actor=GUEST)

    def handle_the_withdrawal(self, withdrawal: Withdrawal) -> None:
        rows, restock = WithdrawalLine.objects.filter(owner=withdrawal), self._draw(st.booleans())
        inspections = {row.order_line_id: Inspection(received=row.awaited, restock=restock) for row in rows}
        refund = self._draw(st.booleans())
        self._try(handle_withdrawal, withdrawal_id=withdrawal.pk, inspections=inspections, refund=refund, actor=SYSTEM)
