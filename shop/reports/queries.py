"""Figures for staff: read-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value

from shop.channels.queries import shop_day
from shop.core.money import Money
from shop.fulfilment.models import Return, Withdrawal
from shop.inventory.queries import ON_SALE, RUNNING_LOW, SOLD_OUT, list_levels
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import awaiting_goods, is_unconfirmed, ready_to_send
from shop.payments.models import Payment, ProviderEvent, Refund, StatementLine
from shop.payments.queries import ends_soon, is_disputed, needs_review, to_send_by_hand, tried_out


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What was sold in 24 hours of a day."""

    orders: int
    revenue: Money
    average: Money


@dataclass(frozen=True, slots=True)
class WorkWaiting:
    """What staff should look at, as counts."""

    to_send: int
    awaiting_goods: int
    awaiting_payment: int
    unconfirmed: int
    failed_refunds: int
    parked_mails: int
    low_stock: int
    sold_out: int
    returns_asked: int
    returns_expected: int
    withdrawals: int
    withdrawals_overdue: int


@dataclass(frozen=True, slots=True)
class MoneyWaiting:
    """What staff should do about money, as counts of payments, refunds, lines of statements, buyers and messages."""

    to_review: int
    disputed: int
    ending: int
    refunds_by_hand: int
    unassigned: int
    tried_out: int
    parked: int


def figures_between(*, start: datetime, end: datetime, currency: str) -> DayFigures:
    """Return orders and revenue (tax included, cancelled orders left out) placed in [start, end): one query."""
    placed = Order.objects.filter(placed_at__gte=start, placed_at__lt=end, currency=currency)
    sums = placed.exclude(status=Order.Status.CANCELLED).aggregate(n=Count("pk"), revenue=Sum("total_minor"))
    count, revenue = sums["n"], sums["revenue"] or 0
    return DayFigures(count, Money(revenue, currency), Money(revenue // count if count else 0, currency))


def today_and_last_week(*, now: datetime, currency: str) -> tuple[DayFigures, DayFigures]:
    """Return today's figures up to `now`, by whose clock days begin, and last week's of the same weekday till then."""
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


def work_waiting(*, now: datetime) -> WorkWaiting:
    """Count what waits for staff: eight queries. A day begins by the clock of the page."""
    stock = (
        list_levels().filter(ON_SALE).aggregate(low=Count("pk", filter=RUNNING_LOW), out=Count("pk", filter=SOLD_OUT))
    )
    returns = Return.objects.aggregate(
        asked=Count("pk", filter=Q(status="requested")),
        expected=Count("pk", filter=Q(status__in=["approved", "in_transit", "received"])),
    )
    withdrawals = Withdrawal.objects.exclude(status__in=["refunded", "closed"]).aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(refund_due_on__lt=shop_day(now)))
    )
    unpaid = Order.objects.filter(status=Order.Status.PENDING).aggregate(
        all=Count("pk"), unconfirmed=Count("pk", filter=is_unconfirmed())
    )
    return WorkWaiting(
        to_send=ready_to_send(Order.objects.all()).count(),
        awaiting_goods=awaiting_goods(Order.objects.all()).count(),
        awaiting_payment=unpaid["all"],
        unconfirmed=unpaid["unconfirmed"],
        failed_refunds=Refund.objects.filter(status=Refund.Status.FAILED).count(),
        parked_mails=MailMessage.objects.exclude(parked_at=None).count(),
        low_stock=stock["low"],
        sold_out=stock["out"],
        returns_asked=returns["asked"],
        returns_expected=returns["expected"],
        withdrawals=withdrawals["open"] - withdrawals["overdue"],
        withdrawals_overdue=withdrawals["overdue"],
    )


def money_waiting(*, now: datetime) -> MoneyWaiting:
    """Count what waits for staff who book money: two queries, over rows that partial indexes keep few."""
    undecided = Q(status__in=[Payment.Status.AUTHORISED, Payment.Status.DISPUTED])
    payments = Payment.objects.filter(~Q(review="") | undecided).aggregate(
        to_review=Count("pk", filter=needs_review(now=now)),
        disputed=Count("pk", filter=is_disputed()),
        ending=Count("pk", filter=ends_soon(now=now)),
    )
    others = dict(
        _counted("refunds_by_hand", Refund.objects.filter(to_send_by_hand()))
        .union(
            _counted("unassigned", StatementLine.objects.filter(state=StatementLine.State.OPEN)),
            _counted("tried_out", OrderEvent.objects.filter(tried_out(now=now))),
            _counted("parked", ProviderEvent.objects.filter(outcome=ProviderEvent.Outcome.PARKED)),
            all=True,
        )
        .order_by()
    )
    return MoneyWaiting(**{"refunds_by_hand": 0, "unassigned": 0, "tried_out": 0, "parked": 0} | payments | others)


def _counted(name: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Return (name, how many) as a query of one row, or of none where there are none."""
    counted: QuerySet[Any, Any] = rows.order_by().values(name=Value(name)).annotate(found=Count("pk"))
    return counted.values_list("name", "found")
