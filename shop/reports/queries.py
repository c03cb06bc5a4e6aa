"""Figures for staff: read-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from shop.core.money import Money
from shop.inventory.models import StockLevel
from shop.inventory.queries import FREE
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.payments.models import Refund

LOW_STOCK = 5


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What was sold in 24 hours of a day."""

    orders: int
    revenue: Money
    average: Money


@dataclass(frozen=True, slots=True)
class WorkWaiting:
    """What staff should look at, as counts."""

    unfulfilled: int
    awaiting_payment: int
    failed_refunds: int
    parked_mails: int
    low_stock: int
    sold_out: int


def figures_between(*, start: datetime, end: datetime, currency: str) -> DayFigures:
    """Return orders and revenue (tax included, cancelled orders left out) placed in [start, end): one query."""
    placed = Order.objects.filter(placed_at__gte=start, placed_at__lt=end, currency=currency)
    sums = placed.exclude(status=Order.Status.CANCELLED).aggregate(n=Count("pk"), revenue=Sum("total_minor"))
    count, revenue = sums["n"], sums["revenue"] or 0
    return DayFigures(count, Money(revenue, currency), Money(revenue // count if count else 0, currency))


def today_and_last_week(*, now: datetime, currency: str) -> tuple[DayFigures, DayFigures]:
    """Return today's figures (UTC) up to now, and those of the same weekday last week up to the same time."""
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    week = timedelta(days=7)
    return (
        figures_between(start=start, end=now, currency=currency),
        figures_between(start=start - week, end=now - week, currency=currency),
    )


def daily_revenue(*, now: datetime, currency: str, days: int = 30) -> list[tuple[datetime, int, int]]:
    """Return (day, orders, revenue in minor units) for each of the last days, oldest first, empty days included."""
    start = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Order.objects.filter(placed_at__gte=start, currency=currency)
        .exclude(status=Order.Status.CANCELLED)
        .values_list("placed_at__date")
        .annotate(n=Count("pk"), revenue=Sum("total_minor"))
        .order_by("placed_at__date")
    )
    found = {day: (n, revenue) for day, n, revenue in rows}
    all_days = [start + timedelta(days=i) for i in range(days)]
    return [(day, *found.get(day.date(), (0, 0))) for day in all_days]


def work_waiting() -> WorkWaiting:
    """Count what waits for staff: four queries."""
    orders = Order.objects.aggregate(
        unfulfilled=Count("pk", filter=Q(status="placed") & ~Q(fulfilment_status="fulfilled")),
        pending=Count("pk", filter=Q(status="pending")),
    )
    levels = StockLevel.objects.filter(variant__track_stock=True, variant__product__status="active").annotate(free=FREE)
    stock = levels.aggregate(
        low=Count("pk", filter=Q(free__gt=0, free__lte=LOW_STOCK)), out=Count("pk", filter=Q(free__lte=0))
    )
    return WorkWaiting(
        unfulfilled=orders["unfulfilled"],
        awaiting_payment=orders["pending"],
        failed_refunds=Refund.objects.filter(status=Refund.Status.FAILED).count(),
        parked_mails=MailMessage.objects.exclude(parked_at=None).count(),
        low_stock=stock["low"],
        sold_out=stock["out"],
    )
