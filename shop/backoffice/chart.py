"""Bars as numbers for an SVG: the pages allow no style attributes, so a chart is drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shop.core.money import Money

WIDTH, HEIGHT = 900, 160
_GAP = 6
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: where its bar stands, and what the table beside the chart says about it."""

    x: float
    y: float
    width: float
    height: float
    day: datetime
    orders: int
    revenue: Money
    is_today: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in a box of WIDTH × HEIGHT; `top` and `middle` name the grid lines, `total` the sum."""

    bars: list[Bar]
    top: Money
    middle: Money
    total: Money
    orders: int


def revenue_chart(days: Sequence[tuple[datetime, int, int]], *, currency: str) -> Chart:
    """Return the chart of (day, orders, revenue in minor units), oldest first."""
    most = _round_up(max(revenue for _, _, revenue in days))
    step = WIDTH / len(days)
    bars = []
    for index, (day, orders, revenue) in enumerate(days):
        height = max(2.0, HEIGHT * revenue / most)
        x = index * step + _GAP / 2
        amount = Money(revenue, currency)
        last = index == len(days) - 1
        bars.append(
            Bar(
                round(x, 1),
                round(HEIGHT - height, 1),
                round(step - _GAP, 1),
                round(height, 1),
                day,
                orders,
                amount,
                last,
            )
        )
    total = sum(revenue for _, _, revenue in days)
    return Chart(
        bars=bars,
        top=Money(most, currency),
        middle=Money(most // 2, currency),
        total=Money(total, currency),
        orders=sum(orders for _, orders, _ in days),
    )


def _round_up(minor: int) -> int:
    """Return the next number that reads well (1, 2 or 5 and zeros), at least 100 minor units."""
    size = 100
    while True:
        for step in _STEPS:
            if size * step >= minor:
                return size * step
        size *= 10
