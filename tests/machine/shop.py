"""The shop as a state machine: whatever people do, in whatever order, everything adds up after every step.

Each rule calls one operation as an interface would. A refusal (DomainError) is fine and must change nothing that
`verify` notices; anything else that is raised is a bug. Beside `verify`, two independent books are compared after
every step: units that were brought in and sent by this machine, and the money in the test bank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shop.checkout.inputs import LineInput, PaymentChoice
from shop.checkout.operations import (
    abandon_payment,
    expire_orders,
    mark_paid,
    pay_order,
    place_order,
    save_draft,
    send_draft,
    settle_open_payments,
    settle_payment,
)
from shop.core.actor import GUEST, SYSTEM, Actor, By
from shop.core.errors import DomainError
from shop.core.money import Money
from shop.fulfilment.models import Fulfilment, Return, ReturnLine, Withdrawal, WithdrawalLine
from shop.fulfilment.operations import (
    CreditLine,
    EditInput,
    Inspection,
    ReceivedUnits,
    ReturnItem,
    Settlement,
    approve_return,
    cancel_order,
    cancel_return,
    declare_withdrawal,
    edit_order,
    handle_withdrawal,
    move_parcel,
    prepare_parcels,
    receive_return,
    refund_order,
    reject_return,
    release_order,
    request_return,
    resend_parcel,
    ship_order,
    ship_parcel,
)
from shop.fulfilment.rules import FULFILMENT_TRANSITIONS
from shop.inventory.models import StockLevel
from shop.inventory.operations import adjust_stock, receive_stock
from shop.orders.models import Order, OrderLine
from shop.orders.operations import hold_order
from shop.payments.models import Payment, Refund, TestCharge, TestRefund
from shop.payments.operations import sweep_refunds, write_off
from shop.payments.providers.test import TestProvider
from shop.reports.verify import find_breaks
from tests import database
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS
from tests.factories.shop import make_channel
from tests.factories.stock import make_bundle

SKUS = ("MUG", "BOWL", "PLATE", "EBOOK", "SET")
STOCK = {"MUG": 30, "BOWL": 15, "PLATE": 6}
PAYMENTS = (
    PaymentChoice("test", "success"),
    PaymentChoice("test", "success"),
    PaymentChoice("test", "challenge"),
    PaymentChoice("test", "decline"),
    PaymentChoice("bank_transfer", ""),
    PaymentChoice("invoice", ""),
)
few = st.integers(1, 3)
DONE: Counter[str] = Counter()  # what all examples did, for whoever wants to see how deep they go


class ShopMachine(RuleBasedStateMachine):
    """See the module. Each step draws one of the actions that there is something to do for, so none is wasted."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.buyers = 0
        self.told: Counter[str] = Counter()
        self.sandbox = transaction.atomic()
        self.sandbox._from_testcase = True  # type: ignore[attr-defined]  # operations open durable transactions
        self.sandbox.__enter__()

    @initialize()
    def open_the_shop(self) -> None:
        make_channel()
        make_product("Mug", skus=("MUG",), price_minor=1999, stock=STOCK["MUG"])
        make_product("Bowl", skus=("BOWL",), price_minor=3333, stock=STOCK["BOWL"], tax_class="reduced")
        make_product("Plate", skus=("PLATE",), price_minor=250, stock=STOCK["PLATE"])
        make_product("E-book", skus=("EBOOK",), price_minor=101, stock=None)
        make_product("Set", skus=("SET",), price_minor=4999, stock=None)
        make_bundle("SET", MUG=2, BOWL=1)

    @rule(data=st.data())
    def act(self, data: Any) -> None:
        """Do one thing that is possible now."""
        self.data = data
        possible = [action for action, rows in self.actions() if rows is None or rows.exists()]
        possible += [action for action in possible if action in self.late()] * 3
        action = data.draw(st.sampled_from(possible), label="action")
        rows = dict(self.actions())[action]
        self.now += timedelta(seconds=1)
        if rows is None:
            action()
        else:
            action(self._pick(rows))

    def actions(self) -> list[tuple[Callable[..., None], QuerySet[Any] | None]]:
        """Every action, with the rows that it may be done to."""
        orders, payments, parcels = Order.objects.all(), Payment.objects.all(), Fulfilment.objects.all()
        returns = Return.objects.all()
        return [
            (self.order, None),
            (self.buy_at_once, None),
            (self.answer_the_bank, TestCharge.objects.filter(status="requires_action")),
            (self.ask_the_bank, payments.filter(status__in=["requires_action", "processing"], provider="test")),
            (self.give_up_paying, payments.filter(status__in=["requires_action", "processing"])),
            (self.pay_again, orders.filter(status="pending")),
            (self.transfer_money, payments.filter(provider__in=["bank_transfer", "invoice"])),
            (self.wait, orders.filter(status="pending")),
            (self.ship, orders.filter(status="placed")),
            (self.prepare, orders.filter(status="placed")),
            (self.ship_prepared, parcels.filter(status__in=["planned", "picking", "packed"])),
            (self.move, parcels.exclude(status__in=["cancelled", "lost", "delivered"])),
            (self.resend, parcels.filter(status__in=["lost", "returned_to_sender"])),
            (self.hold, orders.filter(status__in=["placed", "on_hold"])),
            (self.edit, orders.filter(status="placed", fulfilment_status="unfulfilled")),
            (self.draft, None),
            (self.cancel, orders.exclude(status__in=["cancelled", "expired"])),
            (self.refund, orders.filter(placed_at__isnull=False)),
            (self.write_off, orders.filter(payment_status__in=["unpaid", "partially_paid"], placed_at__isnull=False)),
            (self.ask_to_return, orders.filter(lines__quantity_fulfilled__gt=0).distinct()),
            (self.decide_on_return, returns.filter(status="requested")),
            (self.goods_come_back, returns.filter(status__in=["approved", "in_transit", "received"])),
            (self.withdraw, orders.filter(placed_at__isnull=False)),
            (self.handle_the_withdrawal, Withdrawal.objects.exclude(status="closed")),
            (self.receive, None),
            (self.break_something, None),
        ]

    def late(self) -> tuple[Callable[..., None], ...]:
        """Actions at the end of long stories, which would hardly be drawn among all others."""
        return (
            self.decide_on_return,
            self.goods_come_back,
            self.handle_the_withdrawal,
            self.resend,
            self.answer_the_bank,
        )

    # Buying

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

    # Staff

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

    # Giving back

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

    # The warehouse

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

    # What must hold

    @invariant()
    def everything_adds_up(self) -> None:
        with connection.cursor() as cursor:  # what a commit would check
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        if database.broken_rules():
            assert [(finding.code, finding.examples[:3]) for finding in find_breaks().broken] == []

    @invariant()
    def the_bank_agrees(self) -> None:
        """Our rows and the test bank's own books say the same of money that came in and went back."""
        ours = Payment.objects.filter(provider="test", captured_minor__gt=0)
        paid = ours.aggregate(total=Sum("captured_minor"))["total"] or 0
        heard = TestCharge.objects.filter(status="captured", reference__in=ours.values("public_id"))
        assert paid == (heard.aggregate(total=Sum("amount_minor"))["total"] or 0)
        refunded = Refund.objects.filter(payment__provider="test", status="succeeded").aggregate(
            total=Sum("amount_minor")
        )
        assert (refunded["total"] or 0) == (TestRefund.objects.aggregate(total=Sum("amount_minor"))["total"] or 0)

    def teardown(self) -> None:
        DONE.update(self.told)
        transaction.set_rollback(True)
        self.sandbox.__exit__(None, None, None)

    def _try(self, operation: Callable[..., Any], *, actor: Actor | None = None, **values: Any) -> Any:
        """Call an operation; a refusal must leave nothing behind, as it would by the end of its transaction."""
        when = {"by": By(actor, self.now)} if actor else {"now": self.now}
        try:
            done = operation(**values, **when)
        except DomainError:
            self.told[f"{operation.__name__} refused"] += 1
            return None
        self.told[operation.__name__] += 1
        return done

    def _draw(self, strategy: st.SearchStrategy[Any]) -> Any:
        return self.data.draw(strategy)

    def _pick(self, rows: QuerySet[Any]) -> Any:
        """Draw a row; the last ones are likelier, because a story goes on where it stopped."""
        keys = sorted(set(rows.values_list("pk", flat=True)), reverse=True)[:5]
        return rows.model.objects.get(pk=keys[self._draw(st.integers(0, len(keys) - 1))])

    def _line(self, order: Order) -> OrderLine:
        line: OrderLine = self._pick(OrderLine.objects.filter(order=order))
        return line

    def _units(self, order: Order) -> dict[int, int] | None:
        """Draw units of an order: all that are left, or at most so many of each line."""
        units = self._draw(st.sampled_from([None, 1, 2]))
        if units is None:
            return None
        return {line.pk: min(units, line.open_quantity) for line in OrderLine.objects.filter(order=order)}
