"""Declaring and handling withdrawals in tests."""

from datetime import timedelta

from shop.core.actor import GUEST, By
from shop.fulfilment.operations import Inspection, declare_withdrawal, declare_without_login, handle_withdrawal
from shop.orders.models import OrderEvent, OrderLine
from tests.factories.orders import NOW

LATER = NOW + timedelta(days=3)


def declare(order, units=None, **values):
    return declare_withdrawal(
        **{
            "order_id": order.pk, "name": "Ada Lovelace", "email": "ada@example.com", "units": units, "by": By(GUEST, NOW), **values,
        }
    )  # fmt: skip


def say(**values):
    said = {"name": "Ada Lovelace", "email": "ada@example.com", "order_number": "1", "goods": "", "now": NOW}
    return declare_without_login(**{**said, **values})


def handle(withdrawal, actor, refund=True, **values):
    inspections = {row.order_line_id: Inspection(received=row.awaited) for row in withdrawal.lines.all()}
    return handle_withdrawal(
        **{
            "withdrawal_id": withdrawal.pk,
            "inspections": inspections,
            "refund": refund,
            "by": By(actor, LATER),
            **values,
        }
    )


def counts(order):
    names = ("quantity_fulfilled", "quantity_cancelled", "quantity_returning", "quantity_returned")
    return [tuple(row) for row in OrderLine.objects.filter(order=order).values_list(*names)]


def states(withdrawal):
    rows = OrderEvent.objects.filter(kind__startswith="withdrawal.", data__id=withdrawal.public_id)
    return [kind.removeprefix("withdrawal.") for kind in rows.values_list("kind", flat=True)]
