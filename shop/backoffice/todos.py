"""The work that waits for staff, as a table: how it is counted, called and reached, and who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from shop.backoffice.cells import number
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


class TodoKind(NamedTuple):
    """Work of one kind. `figure` is its field in WorkWaiting or MoneyWaiting; who has all `permissions` sees it."""

    figure: str
    text: Callable[[int], str]  # of how many there are
    page: str  # the list in the admin, as Django names it
    query: str
    icon: str
    tone: str
    permissions: tuple[str, ...]


_ORDERS, _RETURNS, _WITHDRAWALS = "orders_order", "fulfilment_return", "fulfilment_withdrawal"
_SEES, _BOOKS = ("orders.view_order",), ("orders.view_order", "payments.mark_paid")
_CAPTURES = ("orders.view_order", "payments.capture_payment")
_TAKES_BACK, _PAYS_BACK = ("fulfilment.view_return",), ("fulfilment.view_withdrawal",)
_COUNTS, _WRITES = ("inventory.view_stocklevel",), ("notifications.view_mailmessage",)

TODOS = (
    TodoKind(
        "to_send", lambda n: ngettext("%(count)s order to ship", "%(count)s orders to ship", n),
        _ORDERS, "work=to_send", "truck", "", _SEES,
    ),
    TodoKind(
        "awaiting_goods",
        lambda n: ngettext("%(count)s order waiting for stock", "%(count)s orders waiting for stock", n),
        _ORDERS, "work=awaiting_goods", "boxes", "", _SEES,
    ),
    TodoKind(
        "awaiting_payment",
        lambda n: ngettext("%(count)s order awaiting payment", "%(count)s orders awaiting payment", n),
        _ORDERS, "work=awaiting_payment", "card", "", _SEES,
    ),
    TodoKind(
        "unconfirmed", lambda n: ngettext("%(count)s unconfirmed order", "%(count)s unconfirmed orders", n),
        _ORDERS, "work=unconfirmed", "lock", "warn", _SEES,
    ),
    TodoKind(
        "failed_refunds", lambda n: ngettext("%(count)s failed refund", "%(count)s failed refunds", n),
        _ORDERS, "work=failed_refunds", "alert", "bad", _SEES,
    ),
    TodoKind(
        "to_review", lambda n: ngettext("%(count)s payment to review", "%(count)s payments to review", n),
        _ORDERS, "money=review", "alert", "bad", _BOOKS,
    ),
    TodoKind(
        "disputed", lambda n: ngettext("%(count)s open dispute", "%(count)s open disputes", n),
        _ORDERS, "money=disputed", "alert", "bad", _BOOKS,
    ),
    TodoKind(
        "refunds_by_hand", lambda n: ngettext("%(count)s refund to transfer", "%(count)s refunds to transfer", n),
        _ORDERS, "money=refunds_by_hand", "return", "warn", _BOOKS,
    ),
    TodoKind(
        "tried_out",
        lambda n: ngettext("%(count)s suspected case of card testing", "%(count)s suspected cases of card testing", n),
        _ORDERS, "money=tried_out", "alert", "bad", _BOOKS,
    ),
    TodoKind(
        "ending",
        lambda n: ngettext("%(count)s authorisation about to expire", "%(count)s authorisations about to expire", n),
        _ORDERS, "money=ending", "card", "warn", _CAPTURES,
    ),
    TodoKind(
        "unassigned", lambda n: ngettext("%(count)s bank transfer to assign", "%(count)s bank transfers to assign", n),
        "payments_statementline", "state=open", "card", "warn", ("payments.view_statementline",),
    ),
    TodoKind(
        "parked", lambda n: ngettext("%(count)s failed webhook event", "%(count)s failed webhook events", n),
        "payments_providerevent", "outcome=parked", "alert", "bad", ("payments.view_providerevent",),
    ),
    TodoKind(
        "returns_asked", lambda n: ngettext("%(count)s return to review", "%(count)s returns to review", n),
        _RETURNS, "state=requested", "return", "", _TAKES_BACK,
    ),
    TodoKind(
        "returns_expected", lambda n: ngettext("%(count)s return on its way", "%(count)s returns on their way", n),
        _RETURNS, "state=expected", "return", "", _TAKES_BACK,
    ),
    TodoKind(
        "withdrawals_overdue", lambda n: ngettext("%(count)s overdue withdrawal", "%(count)s overdue withdrawals", n),
        _WITHDRAWALS, "state=overdue", "alert", "bad", _PAYS_BACK,
    ),
    TodoKind(
        "withdrawals", lambda n: ngettext("%(count)s withdrawal to refund", "%(count)s withdrawals to refund", n),
        _WITHDRAWALS, "state=open", "return", "warn", _PAYS_BACK,
    ),
    TodoKind(
        "low_stock", lambda n: ngettext("%(count)s variant low in stock", "%(count)s variants low in stock", n),
        "inventory_stocklevel", "stock=low", "boxes", "warn", _COUNTS,
    ),
    TodoKind(
        "sold_out", lambda n: ngettext("%(count)s variant sold out", "%(count)s variants sold out", n),
        "inventory_stocklevel", "stock=out", "boxes", "bad", _COUNTS,
    ),
    TodoKind(
        "parked_mails", lambda n: ngettext("%(count)s email not sent", "%(count)s emails not sent", n),
        "notifications_mailmessage", "state=parked", "mail", "bad", _WRITES,
    ),
)  # fmt: skip


def tasks_of(request: HttpRequest, *, now: datetime) -> list[Task]:
    """Return the work that this person may do something about; of what is none, or nobody here may see, nothing."""
    work, money = cache(lambda: work_waiting(now=now)), cache(lambda: money_waiting(now=now))
    tasks = [_task(kind, work, money) for kind in TODOS if request.user.has_perms(kind.permissions)]
    if request.user.has_perm("reports.view_scheduledcheck") and (check := ScheduledCheck.objects.first()):
        url = reverse("admin:reports_scheduledcheck_change", args=[check.pk])
        tasks.append(Task(check.broken, _text(_checks, check.broken), url, "alert", "bad"))
    return [task for task in tasks if task.count]


def _task(kind: TodoKind, work: Callable[[], WorkWaiting], money: Callable[[], MoneyWaiting]) -> Task:
    figures = work() if kind.figure in WorkWaiting.__slots__ else money()
    count: int = getattr(figures, kind.figure)
    url = f"{reverse(f'admin:{kind.page}_changelist')}?{kind.query}"
    return Task(count, _text(kind.text, count), url, kind.icon, kind.tone)


def _checks(count: int) -> str:
    return ngettext("%(count)s failed check", "%(count)s failed checks", count)


def _text(text: Callable[[int], str], count: int) -> str:
    return text(count) % {"count": number(count)}
