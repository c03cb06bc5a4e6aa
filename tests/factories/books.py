"""What the books say, in the words of tests."""

from __future__ import annotations

from shop.ledger.models import Journal
from shop.orders.models import Order
from shop.reports.verify import find_breaks


def assert_books_are_right() -> None:
    """No rule of `manage.py verify` is broken."""
    assert [(finding.code, finding.examples) for finding in find_breaks().broken] == []


def journals(order: Order) -> list[str]:
    """The kinds of an order's journals, in their order."""
    return list(Journal.objects.filter(order=order).order_by("pk").values_list("kind", flat=True))
