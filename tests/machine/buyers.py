"""What buyers and their banks do."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import (
    abandon_payment,
    expire_orders,
    mark_paid,
    pay_order,
    place_order,
    settle_open_payments,
    settle_payment,
)
from shop.core.actor import GUEST, SYSTEM
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.models import Payment, TestCharge
from shop.payments.operations import sweep_refunds
from shop.payments.providers.test import TestProvider
from tests.factories.orders import ADDRESS
from tests.machine.drawing import PAYMENTS, SKUS, Drawing, few


class Buyers(Drawing):
    """Actions of buyers."""

    def order(self) -> None:
        self._buy(self._draw(st.sampled_from(PAYMENTS)))

    def buy_at_once(self) -> None:
        self._buy(PAYMENTS[0])

    def _buy(self, payment: PaymentChoice) -> None:
        self.buyers += 1
        wanted = st.tuples(st.sampled_from(SKUS), few)
        lines = self._draw(st.lists(wanted, min_size=1, max_size=3, unique_by=lambda line: line[0]))
        self._try(
            place_order,
            actor=GUEST,
            email=f"buyer{self.buyers % 7}@example.com",
            shipping_address=ADDRESS,
            payment=payment,
            lines=[LineInput(sku, quantity) for sku, quantity in lines],
        )

    def answer_the_bank(self, charge: TestCharge) -> None:
        """The buyer answers at the bank; the shop hears of it when it asks."""
        TestProvider().answer_challenge(attempt_id=charge.reference, approve=self._draw(st.booleans()))

    def ask_the_bank(self, payment: Payment) -> None:
        self._try(settle_payment, payment_id=payment.pk)

    def give_up_paying(self, payment: Payment) -> None:
        self._try(abandon_payment, payment_id=payment.pk)

    def pay_again(self, order: Order) -> None:
        self._try(pay_order, order_id=order.pk, payment=self._draw(st.sampled_from(PAYMENTS)))

    def transfer_money(self, payment: Payment) -> None:
        part = self._draw(st.sampled_from([1, 500, None, None, 100_000]))
        amount = Money(payment.amount_minor if part is None else part, payment.currency)
        reference = f"transfer {self._draw(few)}"
        booked_on = self.now.date()
        self._try(
            mark_paid, payment_id=payment.pk, amount=amount, reference=reference, booked_on=booked_on, actor=SYSTEM
        )

    def wait(self, _order: Order) -> None:
        """Hours or days pass, and the worker goes round."""
        self.now += timedelta(hours=self._draw(st.sampled_from([1, 24, 24 * 8])))
        expire_orders(now=self.now)
        settle_open_payments(now=self.now)
        sweep_refunds(now=self.now)
