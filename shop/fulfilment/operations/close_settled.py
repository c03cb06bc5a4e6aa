"""The last step of returns and withdrawals: closed, once the money has gone and the goods are here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.core.actor import SYSTEM, By
from shop.fulfilment.models import Return, Withdrawal, WithdrawalLine
from shop.fulfilment.steps.progress import lock_return, lock_withdrawal, move_return, move_withdrawal
from shop.payments.models import Refund

_SETTLED = (Return.Status.REFUNDED, Return.Status.EXCHANGED, Return.Status.CREDITED)


def close_settled(*, now: datetime, limit: int = 20) -> int:
    """Close what is settled; returns how many. A periodic job.

    A refund that failed keeps its return open, so that somebody sees it.
    """
    unpaid = Refund.objects.exclude(status=Refund.Status.SUCCEEDED)
    returns = Return.objects.filter(status__in=_SETTLED).exclude(notes__refunds__in=unpaid)
    for pk in (keys := list(returns.order_by("pk").values_list("pk", flat=True)[:limit])):
        with transaction.atomic(durable=True):
            orders, return_ = lock_return(return_id=pk)
            move_return(
                order=orders[return_.order_id],
                return_=return_,
                target=Return.Status.CLOSED,
                message=_("Return closed"),
                by=By(SYSTEM, now),
            )
    awaited = WithdrawalLine.objects.filter(exemption="", quantity_claimed__gt=F("quantity_received"))
    paid = Withdrawal.objects.filter(status=Withdrawal.Status.REFUNDED).exclude(notes__refunds__in=unpaid)
    done = paid.exclude(lines__in=awaited).order_by("pk").values_list("pk", flat=True)
    for pk in (more := list(done[:limit])):
        with transaction.atomic(durable=True):
            found, withdrawal = lock_withdrawal(withdrawal_id=pk)
            move_withdrawal(
                order=found.get(withdrawal.order_id or 0), withdrawal=withdrawal, target=Withdrawal.Status.CLOSED,
                message=_("Withdrawal closed"), by=By(SYSTEM, now),
            )  # fmt: skip
    return len(keys) + len(more)
