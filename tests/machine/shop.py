"""The shop as a state machine: whatever people do, in whatever order, everything adds up after every step.

Each rule calls one operation as an interface would. A refusal (DomainError) is fine and must change nothing that
`verify` notices; anything else that is raised is a bug. Beside `verify`, two independent books are compared after
every step: units that were brought in and sent by this machine, and the money in the test bank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from shop.fulfilment.models import Fulfilment, Return, Withdrawal
from shop.orders.models import Order
from shop.payments.models import Payment, Refund, TestCharge, TestRefund
from shop.reports.verify import find_breaks
from tests import database
from tests.factories.catalog import make_product
from tests.factories.shop import make_channel
from tests.factories.stock import make_bundle
from tests.machine.buyers import Buyers
from tests.machine.drawing import STOCK
from tests.machine.giving_back import GivingBack
from tests.machine.staff import Staff

DONE: Counter[str] = Counter()  # what all examples did, for whoever wants to see how deep they go


class ShopMachine(Buyers, Staff, GivingBack):
    """See the module. Each step draws one of the actions that there is something to do for, so none is wasted."""

    def __init__(self) -> None:
        super().__init__()
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
