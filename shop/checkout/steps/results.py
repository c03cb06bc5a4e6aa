"""What follows from the news about a payment: the order is placed, ends, or its money goes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.cart.locks import lock_cart
from shop.cart.models import Cart
from shop.cart.steps import remove_bought, reopen_cart
from shop.core.actor import SYSTEM, By
from shop.core.money import Money, total
from shop.fulfilment.steps.changes import complete_change, missing_for
from shop.fulfilment.steps.exchange_paid import hold_replacement, is_called_off
from shop.inventory.steps import OutOfStock
from shop.ledger.steps import sale_of
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderLine
from shop.orders.queries import stock_needs, typed_for, waiting_change
from shop.orders.steps import (
    add_event,
    allocate_units,
    cancel_open_units,
    change_status,
    convert_reservations,
    refresh_fulfilment_status,
)
from shop.payments.emails import placed_mail
from shop.payments.models import Payment, Refund
from shop.payments.providers import instructions_for, offered_providers
from shop.payments.providers.base import PaymentResult
from shop.payments.queries import standing
from shop.payments.steps import (
    OPEN,
    SnapshotChanges,
    book_refund,
    close_when_done,
    count_decline,
    covers,
    derived_payment_status,
    excess_of,
    is_manual,
    record_snapshot,
    refresh_payment_status,
    refund_excess,
)

_DEAD = (Order.Status.CANCELLED, Order.Status.EXPIRED)


def apply_result(*, payment: Payment, result: PaymentResult, now: datetime, source: str = "") -> tuple[Order, Payment]:
    """Note what the provider says and act on it: place a covered order, end an unpaid one, give back what is too much.

    Locks the order, then its payments. May be called any number of times with the same or older news. Refunds are
    booked here and carried out by the caller after the commit, or by a periodic job. `source` names money that a
    person booked.
    """
    assert connection.in_atomic_block, "apply_result writes inside the caller's transaction"
    order = lock_order(order_id=payment.order_id)
    changes = record_snapshot(order=order, payment_id=payment.pk, result=result, now=now, source=source)
    if changes.is_mismatch:
        changes.write(now=now)
    elif order.status == Order.Status.PENDING:
        _apply_to_pending(changes, now)
    elif order.status in _DEAD:
        _apply_to_ended(changes, now)
    else:
        _apply_to_placed(changes, now)
    return order, changes.payment


def lapse_order(*, order: Order, now: datetime) -> None:
    """Let a locked pending order expire: its stock is free again, its cart open, and money paid in part goes back."""
    assert connection.in_atomic_block, "lapse_order writes inside the caller's transaction"
    change_status(order=order, target=Order.Status.EXPIRED, now=now)
    add_event(order=order, kind="order.expired", message=_("Expired: not paid in time"), by=By(SYSTEM, now))
    if order.cart_key is not None:
        reopen_cart(cart_id=order.cart_key, typed=typed_for(order), now=now)
    if refunds := refund_excess(order=order, reason=_("The order was not paid in full in time"), now=now):
        _queue_paid_late(order, refunds, now)
    cancel_open_units(order=order, by=By(SYSTEM, now))  # last: everybody wants these rows


def is_needless(order: Order, payment: Payment) -> bool:
    """Tell whether a locked order does not need what a payment holds, or waits for: it ended, or owes nothing."""
    if payment.status not in (Payment.Status.AUTHORISED, Payment.Status.REQUIRES_ACTION):
        return False
    if order.status in _DEAD:
        return True
    is_paid = order.placed_at is not None and not standing(order).due
    return is_paid and (payment.status == Payment.Status.AUTHORISED or waiting_change(order) is None)


def _queue_paid_late(order: Order, refunds: Sequence[Refund], now: datetime) -> None:
    """Tell the buyer that money goes back, and for which reason: each time, for it may come in parts."""
    amount = total((Money(refund.amount_minor, order.currency) for refund in refunds), order.currency)
    key = f"paid_late:{refunds[0].public_id}"
    queue_order_mail(order=order, template="paid_late", key=key, now=now, extra={"amount": amount})


def _apply_to_pending(changes: SnapshotChanges, now: datetime) -> None:
    order = changes.order
    if covers(changes):
        _place_order(changes, now)
        convert_reservations(order=order, by=By(SYSTEM, now))  # last: everybody wants these rows
        return
    if changes.has_failed and changes.payment.status == Payment.Status.FAILED:
        count_decline(changes, now)
    if changes.is_refused and any(provider.code != changes.payment.provider for provider in offered_providers()):
        order.pays_by_link = True  # it can be paid another way, on its own page
        Order.objects.filter(pk=order.pk).update(pays_by_link=True, updated_at=now)
    if changes.has_failed and not order.pays_by_link and not any(_is_live(payment) for payment in changes.payments):
        changes.events.append(("order.cancelled", _("Cancelled: not paid")))
        changes.write(now=now)
        change_status(order=order, target=Order.Status.CANCELLED, now=now)
        if order.cart_key is not None:
            reopen_cart(cart_id=order.cart_key, typed=typed_for(order), now=now)
        cancel_open_units(order=order, by=By(SYSTEM, now))
        return
    if changes.captured_minor:
        refresh_payment_status(order=order, now=now, payments=changes.payments)
    changes.write(now=now)
    if changes.payment.status == Payment.Status.REQUIRES_ACTION and (how := instructions_for(changes.payment)):
        key = f"transfer:{changes.payment.public_id}"
        queue_order_mail(order=order, template="transfer", key=key, now=now, extra={"instructions": how})


def _is_live(payment: Payment) -> bool:
    """Whether an attempt may still bring money, or has brought some."""
    return payment.status in (*OPEN, Payment.Status.AUTHORISED) or payment.captured_minor > payment.refunded_minor


def _place_order(changes: SnapshotChanges, now: datetime) -> None:
    """Place the order and tell the buyer. Its stock is the caller's."""
    order = changes.order
    _end_transfers(changes, now)
    paid = derived_payment_status(order, changes.payments)
    change_status(order=order, target=Order.Status.PLACED, now=now, payment_status=paid)
    changes.postings.insert(0, sale_of(order))
    changes.events.append(("order.placed", _("Order placed")))
    changes.write(now=now)
    placed_mail(order=order, payment=changes.payment, now=now).save(force_insert=True)
    if order.pays_by_link:  # as exchanges do; a checkout is spared the question
        hold_replacement(new=order, now=now)


def _end_transfers(changes: SnapshotChanges, now: datetime) -> None:
    """Wait no longer for a transfer of an order that is paid another way, nor for the rest of one that came in part.

    What a provider waits for is ended there.
    """
    given_up = [row for row in changes.payments if row is not changes.payment and row.status in OPEN and is_manual(row)]
    if any(row.captured_minor == 0 for row in given_up):
        left = Payment.objects.filter(pk__in=[row.pk for row in given_up], status__in=OPEN, captured_minor=0)
        left.update(status=Payment.Status.CANCELLED, updated_at=now)
        changes.events.append(("payment.cancelled", _("Bank transfer no longer expected: paid another way")))
    if in_part := [row.pk for row in given_up if row.captured_minor]:
        began = Payment.objects.filter(pk__in=in_part, status__in=OPEN)
        began.update(status=Payment.Status.CAPTURED, amount_minor=F("captured_minor"), updated_at=now)


def _apply_to_ended(changes: SnapshotChanges, now: datetime) -> None:
    """Money for an order that has ended: it is placed after all where that is possible, else the money goes back."""
    order, payment = changes.order, changes.payment
    if covers(changes) and _allocate_again(order, now):
        _place_order(changes, now)
        return
    amount = Money(min(changes.captured_minor, payment.refundable.amount_minor), payment.currency)
    refresh_payment_status(order=order, now=now, payments=changes.payments)
    if not amount:  # what is only authorised is released after the commit
        changes.write(now=now)
        return
    text = amount.format(order.locale)
    changes.events.append(("order.paid_late", _("Paid too late: %(amount)s refunded") % {"amount": text}))
    changes.write(now=now)
    is_cancelled = order.status == Order.Status.CANCELLED
    reason = _("Paid after the order was cancelled") if is_cancelled else _("Paid after the order expired")
    refunds = book_refund(order=order, amount=amount, reason=reason, now=now, payment=payment)
    _queue_paid_late(order, refunds, now)


def _apply_to_placed(changes: SnapshotChanges, now: datetime) -> None:
    """News about an order that was placed: it may pay for a change. What a provider took twice goes back by itself."""
    order, payment = changes.order, changes.payment
    if not changes.has_failed or derived_payment_status(order, changes.payments) != order.payment_status:
        refresh_payment_status(order=order, now=now, payments=changes.payments)
    if changes.has_failed and payment.status == Payment.Status.FAILED:
        count_decline(changes, now)
    excess = excess_of(changes)
    if excess:
        text = excess.format(order.locale)
        changes.events.append(("payment.double", _("Paid twice: %(amount)s refunded") % {"amount": text}))
    changes.write(now=now)
    if excess:
        refunds = book_refund(order=order, amount=excess, reason=_("Paid twice"), now=now, payment=payment)
        extra = {"amount": excess}
        key = f"paid_twice:{refunds[0].public_id}"
        queue_order_mail(order=order, template="paid_twice", key=key, now=now, extra=extra)
    if (change := waiting_change(order)) is not None and not missing_for(order, change):
        complete_change(order=order, change=change, now=now)
    close_when_done(order=order, now=now)


def _allocate_again(order: Order, now: datetime) -> bool:
    """Allocate a lapsed order's lines once more; answers whether there was enough of everything.

    What it bought leaves its cart, which was given back; where another order bought that meanwhile, that one counts.
    """
    if order.status != Order.Status.EXPIRED or is_called_off(order):
        return False
    cart = None if order.cart_key is None else lock_cart(cart_id=order.cart_key)  # whoever orders it now waits
    if _cart_was_bought_again(order):
        return False
    lines = list(OrderLine.objects.filter(order=order))
    needs = stock_needs(units=[(line, line.quantity) for line in lines])
    try:
        with transaction.atomic():  # a savepoint: nothing stays half taken, and the caller's transaction goes on
            allocate_units(needs=needs, by=By(SYSTEM, now))
    except OutOfStock:
        return False
    OrderLine.objects.filter(order=order).update(quantity_cancelled=0)
    refresh_fulfilment_status(order=order, now=now)
    if cart is not None and cart.status == Cart.Status.OPEN:
        _empty_cart(order, cart, lines, now)
    return True


def _empty_cart(order: Order, cart: Cart, lines: Sequence[OrderLine], now: datetime) -> None:
    """Take what a late order bought out of the cart that it came from; where more is in it, that cart is another's."""
    units = Counter[int]()
    for line in lines:
        units[line.variant_id or 0] += line.quantity
    if not remove_bought(cart=cart, units=units, now=now):
        order.cart_key = None
        Order.objects.filter(pk=order.pk).update(cart_key=None, updated_at=now)


def _cart_was_bought_again(order: Order) -> bool:
    return (
        order.cart_key is not None and Order.objects.filter(cart_key=order.cart_key).exclude(status__in=_DEAD).exists()
    )
