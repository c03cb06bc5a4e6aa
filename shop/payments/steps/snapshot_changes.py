"""What a provider's snapshot changed, gathered first and written at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shop.core.actor import SYSTEM, By
from shop.core.money import Money
from shop.core.sql import insert_together
from shop.ledger.steps import Posting, post_all
from shop.orders.models import Order
from shop.orders.steps import event_rows
from shop.payments.models import Payment, PaymentTransaction


@dataclass(slots=True)
class SnapshotChanges:
    """What a snapshot changed. `payments` are all of the order, locked, as they are now; `payment` is one of them."""

    order: Order
    payment: Payment
    payments: list[Payment]
    captured_minor: int = 0
    is_accepted: bool = False
    has_failed: bool = False  # ended unpaid, just now
    is_refused: bool = False  # because the provider cannot take it, whoever pays
    is_mismatch: bool = False
    postings: list[Posting] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)
    _transactions: list[PaymentTransaction] = field(default_factory=list)

    def add(self, kind: PaymentTransaction.Kind, source: str, amount_minor: int, *, now: datetime) -> None:
        """Remember a fact about the payment, to be written with the others."""
        self._transactions.append(
            PaymentTransaction(
                payment=self.payment,
                kind=kind,
                source=source,
                amount_minor=amount_minor,
                currency=self.payment.currency,
                provider_ref=self.payment.provider_ref,
                created_at=now,
            )
        )

    def write(self, *, now: datetime) -> None:
        """Write facts and events by one statement, journals by another; none where there are none."""
        events = event_rows(order=self.order, events=self.events, by=By(SYSTEM, now))
        insert_together(self._transactions, events)
        post_all(order=self.order, postings=self.postings, now=now)
        self._transactions, self.postings, self.events = [], [], []

    def says(self, amount_minor: int) -> str:
        """Return an amount as the timeline shows it."""
        return Money(amount_minor, self.payment.currency).format(self.order.locale)
