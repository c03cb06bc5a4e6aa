"""The start page: what was sold, what waits, what came in last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shop.backoffice.chart import revenue_chart
from shop.backoffice.opening import opening_context
from shop.backoffice.todos import tasks_of
from shop.channels.queries import get_default_channel
from shop.core.money import Money
from shop.orders.models import Order
from shop.reports.queries import DayFigures, daily_revenue, today_and_last_week


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of today beside that of the same weekday last week; `trend` is "up", "down" or nothing."""

    label: str
    today: Money | int
    before: Money | int
    change: str
    trend: str


def home_context(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Return what the start page shows to this person; figures and orders only to those who may see orders."""
    may = request.user.has_perm
    opening = opening_context(request)
    if "set_up_form" in opening or "is_new" in opening:
        return {"now": now, **opening}
    context: dict[str, Any] = {"now": now, "tasks": tasks_of(request, now=now), **opening}
    if may("orders.view_order"):
        currency = get_default_channel().currency
        today, before = today_and_last_week(now=now, currency=currency)
        context |= {
            "figures": _figures(today, before),
            "chart": revenue_chart(daily_revenue(now=now, currency=currency), currency=currency),
            "latest": Order.objects.order_by("-pk").prefetch_related("addresses")[:8],
        }
    return context


def _figures(today: DayFigures, before: DayFigures) -> list[Figure]:
    return [
        _figure(
            _("Sales today"), today.revenue.amount_minor, before.revenue.amount_minor, today.revenue, before.revenue
        ),
        _figure(_("Orders today"), today.orders, before.orders, today.orders, before.orders),
        _figure(
            _("Average order today"),
            today.average.amount_minor,
            before.average.amount_minor,
            today.average,
            before.average,
        ),
    ]


def _figure(label: str, new: int, old: int, today: Money | int, before: Money | int) -> Figure:
    trend = "up" if new > old else "down" if new < old else ""
    change = f"{(new - old) / old:+.0%}".replace("-", "−") if old else ""
    return Figure(label, today, before, change, trend)
