"""Goods of a return are back: looked at, put away, and paid back, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.fulfilment.emails import queue_return_mail
from shop.fulfilment.models import Condition, Return, ReturnLine
from shop.fulfilment.queries import units_given_up
from shop.fulfilment.steps.exchange import drop_replacement, release_replacement
from shop.fulfilment.steps.goods_credit import GoodsCredit, credit_cheaper, credit_goods
from shop.fulfilment.steps.progress import lock_payments_of, lock_return, move_return
from shop.fulfilment.steps.returned_units import put_away, receive_units, unclaim_units
from shop.orders.models import Order
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import lock_stock_of
from shop.payments.models import CreditNote

from .follow_up import follow_up

_Status = Return.Status
_NO_MONEY = _("An exchange has no deduction and refunds no delivery. Refund it instead, or leave this empty.")


@dataclass(frozen=True, slots=True)
class ReceivedUnits:
    """Units of a line that arrived, how they look, and whether they can be sold again."""

    quantity: int
    condition: str = Condition.NEW
    restock: bool = True


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the buyer gets. `instead` gives the money back where an exchange was agreed."""

    deduction: Money
    shipping: Money
    instead: bool = False


def receive_return(
    *,
    return_id: int,
    received: Mapping[int, ReceivedUnits],
    settlement: Settlement | None,
    by: By,
    location_id: int | None = None,
    version: int | None = None,
) -> Return:
    """Book goods that came back ({return line id: Received}), restock what is fit, and settle the return.

    Without a settlement more is expected: the return stays received. Units that never came stay with the buyer then.
    The states between are recorded one by one. Locks the orders, their payments, then stock levels.
    Needs fulfilment.handle_return; with a settlement orders.refund_order too.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput, DifferenceUnpaid, CreditTooHigh.
    """
    by.require("fulfilment.handle_return")
    if settlement is not None:
        by.require("orders.refund_order")
    with transaction.atomic(durable=True):
        orders, return_ = lock_return(return_id=return_id, version=version)
        order = orders[return_.order_id]
        lines = list(return_.lines.select_related("replacement"))
        _check_received(return_, lines, received)
        if return_.status != _Status.RECEIVED:
            move_return(order=order, return_=return_, target=_Status.RECEIVED, message=gettext("Items received"), by=by)
        fit = _record_received(order, lines, received, by.now)
        if settlement is not None:
            lock_payments_of(orders)
            _settle_return(orders, return_, lines, settlement, by=by)
        put_away(restocked=fit, location_id=location_id, note=gettext("Return %(return)s") % {"return": return_}, by=by)
    follow_up(order_ids=orders, now=by.now)
    return_.refresh_from_db()
    return return_


def _check_received(return_: Return, lines: list[ReturnLine], received: Mapping[int, ReceivedUnits]) -> None:
    if return_.status not in (_Status.APPROVED, _Status.IN_TRANSIT, _Status.RECEIVED):
        raise ForbiddenTransition(
            gettext("A return with the status “%(status)s” cannot be received.")
            % {"status": return_.get_status_display()}
        )
    problems = {}
    known = {line.pk: line for line in lines}
    for key, units in received.items():
        if key not in known or not 0 <= units.quantity <= known[key].awaited:
            problems[f"received_{key}"] = gettext("This is more than are still expected.")
        elif units.condition not in Condition.values:
            problems[f"condition_{key}"] = gettext("Choose a condition.")
        elif units.restock and units.condition == Condition.DAMAGED:
            problems[f"restock_{key}"] = gettext("Damaged items cannot be restocked.")
    if problems:
        raise InvalidInput(fields=problems)


def _record_received(
    order: Order, lines: list[ReturnLine], received: Mapping[int, ReceivedUnits], now: datetime
) -> dict[int, int]:
    """Count what arrived; answers the units that can be sold again, by order line."""
    arrived: dict[int, int] = {}
    fit: dict[int, int] = {}
    for line in lines:
        units = received.get(line.pk)
        if units is None or units.quantity == 0:
            continue
        arrived[line.order_line_id] = units.quantity
        fit[line.order_line_id] = units.quantity if units.restock else 0
        line.quantity_received += units.quantity
        ReturnLine.objects.filter(pk=line.pk).update(
            quantity_received=F("quantity_received") + units.quantity,
            quantity_restocked=F("quantity_restocked") + fit[line.order_line_id],
            condition=units.condition,
        )
    receive_units(order=order, received=arrived, now=now)
    return fit


def _settle_return(
    orders: Mapping[int, Order], return_: Return, lines: list[ReturnLine], wish: Settlement, *, by: By
) -> None:
    order = orders[return_.order_id]
    if not any(line.quantity_received for line in lines):
        raise InvalidInput(gettext("Nothing has arrived, so there is nothing to settle."))
    unclaim_units(units={line.order_line_id: line.awaited for line in lines if line.awaited})
    move_return(order=order, return_=return_, target=_Status.INSPECTED, message=gettext("Items inspected"), by=by)
    is_exchange = return_.kind == Return.Kind.EXCHANGE and not wish.instead
    if is_exchange:
        named = {"deduction": wish.deduction, "shipping": wish.shipping}
        if problems := {name: _NO_MONEY for name, amount in named.items() if amount}:
            raise InvalidInput(fields=problems)
        if any(line.awaited for line in lines):
            raise InvalidInput(gettext("Not everything has been returned. Wait for the rest, or refund it instead."))
        settled = _exchange(orders, return_, lines, by)
    else:
        settled = credit_goods(
            orders=orders,
            order=order,
            kind=CreditNote.Kind.RETURN,
            units={line.order_line_id: line.quantity_received for line in lines if line.quantity_received},
            deduction=wish.deduction,
            shipping=wish.shipping,
            reason=gettext("Return %(return)s") % {"return": return_},
            by=by,
        )
        if return_.replacement_id is not None:
            lock_stock_of(order_ids=[order.pk, return_.replacement_id])  # all at once, by key: two steps follow
            drop_replacement(return_=return_, new=orders[return_.replacement_id], by=by)
    return_.notes.add(*settled.notes)
    target = _Status.EXCHANGED if is_exchange else _Status.REFUNDED if settled.refunds else _Status.CREDITED
    amount = Money(settled.total_minor, order.currency).format(order.locale)
    said = {
        _Status.EXCHANGED: gettext("Exchanged"),
        _Status.REFUNDED: gettext("%(amount)s credited and refunded") % {"amount": amount},
        _Status.CREDITED: gettext("%(amount)s credited, nothing to refund") % {"amount": amount},
    }
    move_return(
        order=order, return_=return_, target=target, message=said[target], by=by,
        refund_minor=settled.total_minor, deduction_minor=wish.deduction.amount_minor,
    )  # fmt: skip
    queue_return_mail(return_=return_, template="return_settled", now=by.now)


def _exchange(orders: Mapping[int, Order], return_: Return, lines: list[ReturnLine], by: By) -> GoodsCredit:
    """Let the new goods go, and credit what of them is not wanted any more, and what the others are cheaper."""
    assert return_.replacement_id is not None, "an approved exchange has an order"
    release_replacement(return_=return_, new=orders[return_.replacement_id], by=by)
    order, none = orders[return_.order_id], Money(0, orders[return_.order_id].currency)
    unwanted = {line: units_given_up(line.replacement) for line in lines if line.replacement is not None}
    given_up = credit_goods(  # first: what is cheaper lowers what a unit is worth
        orders=orders, order=order, kind=CreditNote.Kind.RETURN,
        units={line.order_line_id: units for line, units in unwanted.items() if units}, shipping=none,
        reason=gettext("Not exchanged (%(return)s)") % {"return": return_}, by=by,
    )  # fmt: skip
    cheaper = {
        line.order_line_id: line.cheaper_minor - line.cheaper_minor * unwanted.get(line, 0) // line.quantity
        for line in lines
        if line.cheaper_minor
    }
    reason = gettext("Exchange for a cheaper item (%(return)s)") % {"return": return_}
    return given_up + credit_cheaper(orders=orders, order=order, cheaper=cheaper, reason=reason, by=by)
