"""The start page: what was sold, what waits, what came in last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from shop.backoffice.chart import revenue_chart
from shop.backoffice.opening import opening_context
from shop.channels.queries import get_default_channel
from shop.core.money import Money
from shop.orders.models import Order
from shop.reports.models import ScheduledCheck
from shop.reports.queries import DayFigures, daily_revenue, money_waiting, today_and_last_week, work_waiting


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of today beside that of the same weekday last week; `trend` is "up", "down" or nothing."""

    label: str
    today: str
    before: str
    change: str
    trend: str


@dataclass(frozen=True, slots=True)
class Task:
    """Work that waits: how much, what, where, and how urgent it looks."""

    count: int
    label: str
    url: str
    icon: str
    tone: str = ""


def home_context(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Return what the start page shows to this person; figures and orders only to those who may see orders."""
    may = request.user.has_perm
    opening = opening_context(request)
    if "set_up_form" in opening or "is_new" in opening:
        return {"now": now, **opening}
    context: dict[str, Any] = {"now": now, "tasks": _tasks(request, now=now), **opening}
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
        _figure("Sales", today.revenue.amount_minor, before.revenue.amount_minor, today.revenue, before.revenue),
        _figure("Orders", today.orders, before.orders, today.orders, before.orders),
        _figure(
            "Average order", today.average.amount_minor, before.average.amount_minor, today.average, before.average
        ),
    ]


def _figure(label: str, new: int, old: int, today: Money | int, before: Money | int) -> Figure:
    trend = "up" if new > old else "down" if new < old else ""
    change = f"{(new - old) / old:+.0%}".replace("-", "−") if old else ""
    return Figure(label, _text(today), _text(before), change, trend)


def _text(value: Money | int) -> str:
    return value.format() if isinstance(value, Money) else f"{value:,}"


def _tasks(request: HttpRequest, *, now: datetime) -> list[Task]:
    """Return the work that this person may do something about; work of which there is none is left out."""
    may, work = request.user.has_perm, work_waiting(now=now)
    tasks: list[Task] = []
    if may("orders.view_order"):
        orders = reverse("admin:orders_order_changelist")
        tasks += [
            Task(work.to_send, _plural(work.to_send, "order") + " to send", f"{orders}?work=to_send", "truck"),
            Task(
                work.awaiting_goods,
                _plural(work.awaiting_goods, "order") + " waiting for goods",
                f"{orders}?work=awaiting_goods",
                "boxes",
            ),
            Task(
                work.awaiting_payment,
                _plural(work.awaiting_payment, "order") + " awaiting payment",
                f"{orders}?work=awaiting_payment",
                "card",
            ),
            Task(
                work.unconfirmed,
                _plural(work.unconfirmed, "order") + " not confirmed",
                f"{orders}?work=unconfirmed",
                "lock",
                "warn",
            ),
            Task(
                work.failed_refunds,
                _plural(work.failed_refunds, "refund") + " failed",
                f"{orders}?work=failed_refunds",
                "alert",
                "bad",
            ),
        ]
    tasks += _money_tasks(request, now=now)
    if may("fulfilment.view_return"):
        returns = reverse("admin:fulfilment_return_changelist")
        tasks += [
            Task(
                work.returns_asked,
                _plural(work.returns_asked, "return") + " to decide",
                f"{returns}?state=requested",
                "return",
            ),
            Task(
                work.returns_expected,
                _plural(work.returns_expected, "return") + " on the way",
                f"{returns}?state=expected",
                "return",
            ),
        ]
    if may("fulfilment.view_withdrawal"):
        declared = reverse("admin:fulfilment_withdrawal_changelist")
        tasks += [
            Task(
                work.withdrawals_overdue,
                _plural(work.withdrawals_overdue, "withdrawal") + " overdue",
                f"{declared}?state=overdue",
                "alert",
                "bad",
            ),
            Task(
                work.withdrawals,
                _plural(work.withdrawals, "withdrawal") + " to pay back",
                f"{declared}?state=open",
                "return",
                "warn",
            ),
        ]
    if may("inventory.view_stocklevel"):
        stock = reverse("admin:inventory_stocklevel_changelist")
        tasks += [
            Task(
                work.low_stock,
                _plural(work.low_stock, "variant") + " running low",
                f"{stock}?stock=low",
                "boxes",
                "warn",
            ),
            Task(work.sold_out, _plural(work.sold_out, "variant") + " sold out", f"{stock}?stock=out", "boxes", "bad"),
        ]
    if may("notifications.view_mailmessage"):
        mail = reverse("admin:notifications_mailmessage_changelist")
        tasks.append(
            Task(
                work.parked_mails,
                _plural(work.parked_mails, "mail") + " not sent",
                f"{mail}?state=parked",
                "mail",
                "bad",
            )
        )
    if may("reports.view_scheduledcheck") and (check := ScheduledCheck.objects.first()):
        url = reverse("admin:reports_scheduledcheck_change", args=[check.pk])
        tasks.append(Task(check.broken, _plural(check.broken, "check") + " failed", url, "alert", "bad"))
    return [task for task in tasks if task.count]


def _money_tasks(request: HttpRequest, *, now: datetime) -> list[Task]:
    """Return what waits for those who book, capture or watch money; others cost no query."""
    may = request.user.has_perm
    books, captures = may("payments.mark_paid"), may("payments.capture_payment")
    lines, told = may("payments.view_statementline"), may("payments.view_providerevent")
    if not (books or captures or lines or told):
        return []
    work, tasks = money_waiting(now=now), []
    if may("orders.view_order"):
        orders = f"{reverse('admin:orders_order_changelist')}?money="
        if books:
            tasks += [
                Task(
                    work.to_review,
                    _plural(work.to_review, "payment") + " to look at",
                    f"{orders}review",
                    "alert",
                    "bad",
                ),
                Task(work.disputed, _plural(work.disputed, "dispute") + " open", f"{orders}disputed", "alert", "bad"),
                Task(
                    work.refunds_by_hand,
                    _plural(work.refunds_by_hand, "refund") + " to transfer",
                    f"{orders}refunds_by_hand",
                    "return",
                    "warn",
                ),
                Task(
                    work.tried_out,
                    _plural(work.tried_out, "buyer") + " trying out cards",
                    f"{orders}tried_out",
                    "alert",
                    "bad",
                ),
            ]
        if captures:
            label = _plural(work.ending, "authorisation") + (" ends soon" if work.ending == 1 else " end soon")
            tasks.append(Task(work.ending, label, f"{orders}ending", "card", "warn"))
    if lines:
        url = f"{reverse('admin:payments_statementline_changelist')}?state=open"
        tasks.append(Task(work.unassigned, _plural(work.unassigned, "transfer") + " to assign", url, "card", "warn"))
    if told:
        url = f"{reverse('admin:payments_providerevent_changelist')}?outcome=parked"
        tasks.append(
            Task(work.parked, _plural(work.parked, "message") + " from providers given up", url, "alert", "bad")
        )
    return tasks


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}"
