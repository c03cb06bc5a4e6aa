"""Orders that were sent, and returns of them, made by the real operations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shop.core.actor import GUEST, SYSTEM, Actor, By
from shop.core.money import Money
from shop.fulfilment.models import Return
from shop.fulfilment.operations import (
    ReceivedUnits,
    ReturnItem,
    Settlement,
    approve_return,
    receive_return,
    request_return,
    ship_order,
)
from shop.orders.models import Order
from tests.factories.orders import NOW, make_order


def make_sent_order(*lines: tuple[str, int], **values: Any) -> Order:
    """An order that was paid and sent whole."""
    order = make_order(*lines, **values).order
    ship_order(order_id=order.pk, by=By(SYSTEM, values.get("now", NOW)))
    order.refresh_from_db()
    return order


def make_return(order: Order, *units: int, now: datetime = NOW, **values: Any) -> Return:
    """Ask to send back so many of each line, in their order."""
    wanted = values.pop("wanted", "")
    items = [
        ReturnItem(line.pk, count, "not_liked", wanted)
        for line, count in zip(order.lines.all(), units, strict=False)
        if count
    ]
    return request_return(**{"order_id": order.pk, "items": items, "comment": "", "by": By(GUEST, now), **values})


def approve(return_: Return, actor: Actor, *, now: datetime = NOW, **values: Any) -> Return:
    return approve_return(return_id=return_.pk, **{"instructions": "", "by": By(actor, now), **values})


def receive(return_: Return, actor: Actor, *, now: datetime = NOW, **values: Any) -> Return:
    """Book everything that is still to come as arrived, as new, and settle without deduction."""
    return receive_return(
        **{
            "return_id": return_.pk,
            "received": {line.pk: ReceivedUnits(line.awaited) for line in return_.lines.all()},
            "settlement": settlement(),
            "by": By(actor, now),
            **values,
        }
    )


def settlement(*, deduction: int = 0, shipping: int = 0, instead: bool = False) -> Settlement:
    return Settlement(Money(deduction, "EUR"), Money(shipping, "EUR"), instead)
