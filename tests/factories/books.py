"""What the books say, in the words of tests."""

from __future__ import annotations

from shop.ledger.models import Journal
from shop.ledger.queries import balances_of
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.steps import owed
from shop.reports.verify import find_breaks


def assert_books_are_right() -> None:
    """No rule of `manage.py verify` is broken, and each order's receivable is what its rows say."""
    assert [(finding.code, finding.examples) for finding in find_breaks().broken] == []
    for order in Order.objects.all():
        under_way = sum(
            Refund.objects.filter(payment__order=order)
            .exclude(status=Refund.Status.SUCCEEDED)
            .values_list("amount_minor", flat=True)
        )
        sold = order.placed_at is not None
        expected = owed(order).amount_minor - under_way - (0 if sold or _is_dead(order) else order.total_minor)
        assert balances_of(order_id=order.pk).get("receivable", 0) == expected, order


def assert_memo_matches() -> None:
    """What the memo accounts hold is what payments hold."""
    for order in Order.objects.all():
        held = sum(payment.capturable.amount_minor for payment in Payment.objects.filter(order=order))
        assert balances_of(order_id=order.pk).get("authorised", 0) == held


def journals(order: Order) -> list[str]:
    """The kinds of an order's journals, in their order."""
    return list(Journal.objects.filter(order=order).order_by("pk").values_list("kind", flat=True))


def _is_dead(order: Order) -> bool:
    return order.status in ("expired", "cancelled")
