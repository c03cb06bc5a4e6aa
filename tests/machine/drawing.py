"""What every action of the machine does: it draws, calls an operation, and counts what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from shop.checkout.inputs import PaymentChoice
from shop.core.actor import Actor, By
from shop.core.errors import DomainError
from shop.orders.models import Order, OrderLine

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


class Drawing(RuleBasedStateMachine):
    """The time, what was done so far, and what the next action is done to."""

    data: Any  # of Hypothesis, for the step that is being done

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.buyers = 0
        self.told: Counter[str] = Counter()

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
