"""The work that waits for staff, as a table: how it is counted, called and reached, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from shop.reports.models import ScheduledCheck
from shop.reports.queries import MoneyWaiting, WorkWaiting, money_waiting, work_waiting


@dataclass(frozen=True, slots=True)
class Task:
    """Work that waits: how much, what, where, and how urgent it looks."""

    count: int
    label: str
    url: str
    icon: str
    tone: str = ""


class Duty(NamedTuple):
    """Work of one kind. `figure` is its field in WorkWaiting or MoneyWaiting; who has all `rights` is told of it."""

    figure: str
    one: str
    many: str
    page: str  # the list in the admin, as Django names it
    query: str
    icon: str
    tone: str
    rights: tuple[str, ...]


_ORDERS, _RETURNS, _WITHDRAWALS = "orders_order", "fulfilment_return", "fulfilment_withdrawal"
_SEES, _BOOKS = ("orders.view_order",), ("orders.view_order", "payments.mark_paid")
_CAPTURES = ("orders.view_order", "payments.capture_payment")
_TAKES_BACK, _PAYS_BACK = ("fulfilment.view_return",), ("fulfilment.view_withdrawal",)
_COUNTS, _WRITES = ("inventory.view_stocklevel",), ("notifications.view_mailmessage",)

DUTIES = (
    Duty("to_send", "order to send", "orders to send", _ORDERS, "work=to_send", "truck", "", _SEES),
    Duty(
        "awaiting_goods", "order waiting for goods", "orders waiting for goods", _ORDERS,
        "work=awaiting_goods", "boxes",
        "", _SEES,
    ),
    Duty(
        "awaiting_payment", "order awaiting payment", "orders awaiting payment", _ORDERS,
        "work=awaiting_payment", "card",
        "", _SEES,
    ),
    Duty(
        "unconfirmed", "order not confirmed", "orders not confirmed", _ORDERS, "work=unconfirmed", "lock",
        "warn", _SEES,
    ),
    Duty("failed_refunds", "refund failed", "refunds failed", _ORDERS, "work=failed_refunds", "alert", "bad", _SEES),
    Duty("to_review", "payment to look at", "payments to look at", _ORDERS, "money=review", "alert", "bad", _BOOKS),
    Duty("disputed", "dispute open", "disputes open", _ORDERS, "money=disputed", "alert", "bad", _BOOKS),
    Duty(
        "refunds_by_hand", "refund to transfer", "refunds to transfer", _ORDERS, "money=refunds_by_hand",
        "return", "warn",
        _BOOKS,
    ),
    Duty(
        "tried_out", "buyer trying out cards", "buyers trying out cards", _ORDERS, "money=tried_out",
        "alert", "bad", _BOOKS,
    ),
    Duty(
        "ending", "authorisation ends soon", "authorisations end soon", _ORDERS, "money=ending", "card",
        "warn", _CAPTURES,
    ),
    Duty(
        "unassigned", "transfer to assign", "transfers to assign", "payments_statementline", "state=open",
        "card", "warn",
        ("payments.view_statementline",),
    ),
    Duty(
        "parked", "message from providers given up", "messages from providers given up", "payments_providerevent",
        "outcome=parked", "alert", "bad", ("payments.view_providerevent",),
    ),
    Duty(
        "returns_asked", "return to decide", "returns to decide", _RETURNS, "state=requested", "return",
        "", _TAKES_BACK,
    ),
    Duty(
        "returns_expected", "return on the way", "returns on the way", _RETURNS, "state=expected", "return",
        "", _TAKES_BACK,
    ),
    Duty(
        "withdrawals_overdue", "withdrawal overdue", "withdrawals overdue", _WITHDRAWALS, "state=overdue",
        "alert", "bad",
        _PAYS_BACK,
    ),
    Duty(
        "withdrawals", "withdrawal to pay back", "withdrawals to pay back", _WITHDRAWALS, "state=open",
        "return", "warn",
        _PAYS_BACK,
    ),
    Duty(
        "low_stock", "variant running low", "variants running low", "inventory_stocklevel", "stock=low",
        "boxes", "warn",
        _COUNTS,
    ),
    Duty(
        "sold_out", "variant sold out", "variants sold out", "inventory_stocklevel", "stock=out", "boxes",
        "bad", _COUNTS,
    ),
    Duty(
        "parked_mails", "mail not sent", "mails not sent", "notifications_mailmessage", "state=parked", "mail",
        "bad", _WRITES,
    ),
)  # fmt: skip


def tasks_of(request: HttpRequest, *, now: datetime) -> list[Task]:
    """Return the work that this person may do something about; of what is none, or nobody here may see, nothing."""
    work, money = cache(lambda: work_waiting(now=now)), cache(lambda: money_waiting(now=now))
    tasks = [_task(duty, work, money) for duty in DUTIES if request.user.has_perms(duty.rights)]
    if request.user.has_perm("reports.view_scheduledcheck") and (check := ScheduledCheck.objects.first()):
        url = reverse("admin:reports_scheduledcheck_change", args=[check.pk])
        tasks.append(Task(check.broken, _said(check.broken, "check failed", "checks failed"), url, "alert", "bad"))
    return [task for task in tasks if task.count]


def _task(duty: Duty, work: Callable[[], WorkWaiting], money: Callable[[], MoneyWaiting]) -> Task:
    figures = work() if duty.figure in WorkWaiting.__slots__ else money()
    count: int = getattr(figures, duty.figure)
    url = f"{reverse(f'admin:{duty.page}_changelist')}?{duty.query}"
    return Task(count, _said(count, duty.one, duty.many), url, duty.icon, duty.tone)


def _said(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
