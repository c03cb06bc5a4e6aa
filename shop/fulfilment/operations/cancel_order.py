"""Cancelling an order, or units of it, before they are sent."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.cart.steps import reopen_cart
from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.idempotency import Claim, claim_key
from shop.core.money import Money, total
from shop.fulfilment.queries import worth_of
from shop.fulfilment.steps.changes import revert_change
from shop.fulfilment.steps.goods_credit import credit_replaced
from shop.fulfilment.steps.parcels import unpack_all
from shop.fulfilment.steps.progress import lock_orders, lock_payments_of
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderChange, OrderLine
from shop.orders.queries import typed_for, waiting_change
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import (
    LinePieces,
    add_event,
    cancel_open_units,
    change_status,
    refresh_fulfilment_status,
    release_units,
)
from shop.payments.locks import lock_payments
from shop.payments.models import CreditNote, Payment, Refund
from shop.payments.steps import CreditLine, close_when_done, credit_all, give_up, issue_credit_note, refund_excess
from shop.payments.steps.sums import is_manual

from .follow_up import follow_up


class NothingToCancel(DomainError):
    """No units are left to cancel, or more are named than neither were sent nor are in a parcel."""

    code = "nothing_to_cancel"
    title = _("Nothing to cancel")
    kind = "conflict"
    default_message = _("There is nothing left to cancel. Unpack items from parcels first.")


def cancel_order(
    *,
    order_id: int,
    by: By,
    reason: str,
    quantities: Mapping[int, int] | None = None,
    version: int | None = None,
) -> Order:
    """Cancel an order of which nothing was sent, or units that were not ({order line id: units}), and tell the buyer.

    Parcels that have not left are unpacked, and a change that waits to be paid is taken back, when all is cancelled.
    Stock is free again, what was placed is credited, what was paid above the rest goes back, what was held is
    released. Without `quantities` the whole order is cancelled, its delivery too, and also where all of an order that
    was not sent is named. An order of which something was sent stays, and closes when nothing is left to send.
    `version` is the order's version as the actor saw it; a later one is refused.
    Goods of an exchange are paid back where the others were paid. Locks the order and those that its goods were
    exchanged for, their payments, then its stock. Needs the permission orders.cancel_order.

    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, NothingToCancel.
    """
    by.require("orders.cancel_order")
    with transaction.atomic(durable=True):
        orders = lock_orders(order_id=order_id, version=version)
        order = orders[order_id]
        if order.status == Order.Status.DRAFT:
            raise ForbiddenTransition(gettext("A draft cannot be cancelled. Discard it instead."))
        lock_payments_of(orders)
        payments = lock_payments(order_id=order.pk)
        units = _pieces_to_cancel(order, quantities)
        if units is None:
            _cancel_all(order, payments, reason, by)
        else:
            _cancel_some(order, units, reason, by)
    follow_up(order_ids=orders, now=by.now)
    order.refresh_from_db()
    return order


def cancel_unpaid_order(*, order_id: int, by: By, version: int | None = None, claim: Claim | None = None) -> Order:
    """Cancel an order that waits to be paid, at its buyer's wish (the caller has seen to that they are its buyer).

    Stock is free and the cart is open again, attempts to pay are ended, and what came in goes back. A payment that is
    on its way already keeps it from being cancelled. A repeated key (`claim`) returns the cancelled order. `version`
    is the order's as the buyer saw it; a later one is refused. Locks the order, its payments, then its stock.

    Raises: NotFound, StaleVersion, ForbiddenTransition, KeyInProgress, KeyReused, AlreadyAnswered.
    """
    with transaction.atomic(durable=True):
        if claim_key(claim=claim, result=str(order_id), now=by.now) is not None:
            return Order.objects.get(pk=order_id)
        order = lock_order(order_id=order_id, version=version)
        if order.status != Order.Status.PENDING:
            raise ForbiddenTransition(gettext("Only an order that is awaiting payment can be cancelled here."))
        payments = lock_payments(order_id=order.pk)
        if any(_is_under_way(payment) for payment in payments):
            raise ForbiddenTransition(gettext("Your payment is being checked. Please wait for the result."))
        _cancel_all(order, payments, "", by)
        if order.cart_key is not None:
            reopen_cart(cart_id=order.cart_key, typed=typed_for(order), now=by.now)
    follow_up(order_ids=[order_id], now=by.now)
    order.refresh_from_db()
    return order


def _is_under_way(payment: Payment) -> bool:
    """Whether money may be coming: not by what never reached its provider, for nobody could pay by that."""
    return payment.status == Payment.Status.PROCESSING and not payment.is_unreached and not is_manual(payment)


def _pieces_to_cancel(order: Order, quantities: Mapping[int, int] | None) -> list[LinePieces] | None:
    """Return which pieces to cancel, None for all of an order of which nothing was sent. Refuses everything else."""
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order)}
    is_unsent = not any(line.quantity_fulfilled for line in lines.values())
    if quantities is None:
        if not is_unsent:
            raise ForbiddenTransition(
                gettext("Part of this order has been shipped. Refund it instead, or cancel the remaining items.")
            )
        return None
    if order.status not in (Order.Status.PLACED, Order.Status.ON_HOLD):
        raise ForbiddenTransition(gettext("Items can only be cancelled while an order is placed and not completed."))
    if any(key not in lines or not 0 <= count <= lines[key].free_quantity for key, count in quantities.items()):
        raise NothingToCancel
    if not any(quantities.values()):
        raise NothingToCancel
    if is_unsent and all(quantities.get(key, 0) == line.open_quantity for key, line in lines.items()):
        return None
    return [(lines[key], count) for key, count in sorted(quantities.items()) if count]


def _cancel_all(order: Order, payments: list[Payment], reason: str, by: By) -> None:
    open_units = {line.pk: line.open_quantity for line in OrderLine.objects.filter(order=order)}
    change_status(order=order, target=Order.Status.CANCELLED, now=by.now)
    unpack_all(order=order)
    if (change := waiting_change(order)) is not None:
        withdrawn = OrderChange.Status.WITHDRAWN
        revert_change(order=order, change=change, status=withdrawn, by=by, tells=False)
    give_up(payments=payments, now=by.now)
    note = None
    if order.placed_at is not None:
        note = credit_all(order=order, kind=CreditNote.Kind.CANCEL, reason=reason, by=by)
    refunds = refund_excess(order=order, reason=reason or gettext("Order cancelled"), now=by.now, note=note)
    if order.placed_at is not None:
        refunds += _credit_replaced(order, open_units, reason, by)
    add_event(
        order=order,
        kind="order.cancelled",
        message=(gettext("Cancelled: %(reason)s") % {"reason": reason}) if reason else gettext("Cancelled"),
        by=by,
    )
    extra = {"refunded": _sum(order, refunds), "reason": reason}
    queue_order_mail(order=order, template="cancelled", key="cancelled", now=by.now, extra=extra)
    cancel_open_units(order=order, by=by)


def _cancel_some(order: Order, units: list[LinePieces], reason: str, by: By) -> None:
    for line, count in units:
        fits = OrderLine.objects.filter(
            pk=line.pk, quantity__gte=F("quantity_fulfilled") + F("quantity_cancelled") + F("quantity_held") + count
        )
        if fits.update(quantity_cancelled=F("quantity_cancelled") + count) != 1:
            raise NothingToCancel
    note = _credit_pieces(order, units, reason, by)
    refunds = refund_excess(order=order, reason=reason or gettext("Partly cancelled"), now=by.now, note=note)
    refunds += _credit_replaced(order, {line.pk: count for line, count in units}, reason, by)
    refresh_fulfilment_status(order=order, now=by.now)
    what = ", ".join(f"{count} × {line.name}" for line, count in units)
    message = gettext("Cancelled %(what)s: %(reason)s") if reason else gettext("Cancelled %(what)s")
    message %= {"what": what, "reason": reason}
    event = add_event(order=order, kind="order.partly_cancelled", message=message, by=by)
    cancelled = [{"line": line, "quantity": count} for line, count in units]
    extra = {"refunded": _sum(order, refunds), "reason": reason, "cancelled": cancelled}
    key = f"partly_cancelled:{event.pk}"
    queue_order_mail(order=order, template="partly_cancelled", key=key, now=by.now, extra=extra)
    close_when_done(order=order, now=by.now)
    release_units(units=units, by=by)


def _credit_pieces(order: Order, units: list[LinePieces], reason: str, by: By) -> CreditNote | None:
    """Credit what the pieces are worth now; nothing where they are worth nothing."""
    worths = worth_of(units={line.pk: count for line, count in units})
    lines = {
        worth.line_id: CreditLine(worth.quantity, Money(worth.amount_minor, order.currency))
        for worth in worths
        if worth.order_id == order.pk and worth.amount_minor
    }
    if not lines:
        return None
    return issue_credit_note(
        order=order, kind=CreditNote.Kind.CANCEL, lines=lines, shipping=None, allowance=None, reason=reason,
        by=by,
    )  # fmt: skip


def _credit_replaced(order: Order, units: Mapping[int, int], reason: str, by: By) -> list[Refund]:
    """Give back what goods of an exchange were paid with: those that came back for them, in an order locked before."""
    orders = lock_orders(order_id=order.pk)
    why = reason or (gettext("Order %(order)s cancelled") % {"order": order})
    units = {line_id: count for line_id, count in units.items() if count}
    return credit_replaced(orders=orders, order=order, units=units, reason=why, by=by).refunds


def _sum(order: Order, refunds: list[Refund]) -> Money:
    return total((Money(refund.amount_minor, order.currency) for refund in refunds), order.currency)
