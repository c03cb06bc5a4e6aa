"""What the page of an order says: where it stands, in words and as a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.utils import timezone

from shop.checkout.order_view import OrderView
from shop.core.money import Money
from shop.orders.models import Order
from shop.orders.queries import order_token, pay_path
from shop.payments.models import Payment
from shop.payments.providers import instructions_for, label_of
from shop.payments.rules import OPEN

from .after_sale import after_sale

_PAUSES = (2, 2, 3, 5, 8, 13, 30)  # seconds between looks, for who waits for the answer
_PATIENCE = 4  # looks, after which who came back without having paid is asked to
_CHECKED = "Please do not pay again. This page looks again by itself, and we write to you as soon as we know."
_UNREACHED = (
    "The payment provider has not answered us. We try again by ourselves, and this page looks again. You may also pay"
    " now, this way or another: it is the same order, and nothing is taken twice."
)
_NOT_ALL_SENT = (Order.FulfilmentStatus.UNFULFILLED, Order.FulfilmentStatus.PARTIAL)


class Step(NamedTuple):
    """A station of the timeline; one without a date is still to come."""

    label: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """How an order stands. `waits`: the page asks again by itself; `action` is (label, address) of what to do next.

    `other` is where another way to pay is chosen while an attempt is open.
    """

    headline: str
    text: str
    tone: Literal["ok", "warn", "bad"]
    waits: bool = False
    action: tuple[str, str] | None = None
    other: str = ""


_SENT: dict[str, State] = {
    "fulfilled": State("Your order is on its way", "Everything has left our house.", "ok"),
    "delivered": State("Your order has arrived", "We hope that you like it.", "ok"),
    "partial": State("A part of your order is on its way", "The rest follows.", "ok"),
    "returned": State("Everything is back with us", "Thank you for sending it.", "ok"),
    "partially_returned": State("A part of your order is back with us", "The rest is yours.", "ok"),
}


def show_order(order: Order, *, looks: int | None = None) -> dict[str, Any]:
    """Return what the template needs of an order that was read with its details.

    `looks` is how often the page has looked since the buyer came back from paying: more and more seldom.
    """
    view = OrderView(order, timezone.now())
    steps = _steps(view)
    token = order_token(order)
    return {
        "order": order,
        "token": token,
        **after_sale(view, token=token),
        "parcels": view.sent_parcels,
        "locale": order.locale,
        "state": state_of(view, looks=looks),
        "looks": looks,
        "seconds": _seconds_to_next_look(view.payment, looks),
        "instructions": view.transfer,
        "steps": steps,
        "current_step": max((number for number, step in enumerate(steps, 1) if step.at), default=0),
        "address": view.address,
        "payment": view.payment,
        "payment_label": label_of(view.payment) if view.payment else "",
        "refunded": view.refunded,
    }


def _seconds_to_next_look(payment: Payment | None, looks: int | None) -> int:
    """Return after how many seconds the page looks again."""
    if looks is None:
        return 5 if payment is not None and payment.is_unreached else 30
    return _PAUSES[min(looks, len(_PAUSES) - 1)]


def state_of(view: OrderView, *, looks: int | None = None) -> State:
    """Return where an order stands, in the words of its buyer.

    Who comes back from paying is not asked to pay, until the page has looked a few times and found nothing.
    """
    order = view.order
    if order.status == Order.Status.PENDING:
        return _pending(view, has_just_paid=looks is not None and looks < _PATIENCE)
    if order.status in (Order.Status.EXPIRED, Order.Status.CANCELLED):
        return _ended(view)
    if view.to_pay:
        return _change_waits(order, view.payment, view.to_pay)
    thanks = State("Thank you for your order", f"We have sent a confirmation to {order.email}.", "ok")
    return _SENT.get(order.fulfilment_status, thanks)


def _ended(view: OrderView) -> State:
    order, payment, refunded = view.order, view.payment, view.refunded
    if order.status == Order.Status.EXPIRED:
        late = f"{refunded.format(order.locale)} go back to you." if refunded else "Nothing was charged."
        what = "confirmed" if order.awaits_confirmation else "paid"
        return State("This order has expired", f"It was not {what} in time. {late}", "warn")
    if order.placed_at is None and order.pays_by_link and not refunded:
        return State("This order was cancelled", "It will not be sent, and nothing was charged.", "warn")
    if order.placed_at is None and not refunded:
        why = (payment.failure if payment else "") or "The payment was cancelled. No money was taken."
        again = ("Try again", f"/checkout/?retry={order_token(order)}")
        return State("This order was not placed", f"{why} Your cart is as you left it.", "bad", action=again)
    back = f" {refunded.format(order.locale)} go back to you." if refunded else ""
    return State("This order was cancelled", f"It will not be sent.{back}", "warn")


def _change_waits(order: Order, payment: Payment | None, due: Money) -> State:
    told = due.format(order.locale)
    text = "A change of your order waits for it. Without your payment everything stays as it was."
    if payment is None or not _is_open(payment):
        return State(f"Please pay {told}", text, "warn", action=(f"Pay {told}", pay_path(order)))
    if instructions_for(payment) is not None:
        return State(f"Please transfer {told}", text, "warn", other=pay_path(order))
    if payment.redirect_url:
        confirm = ("Confirm the payment", payment.redirect_url)
        return State(f"Please pay {told}", text, "warn", True, confirm, pay_path(order))
    if payment.is_unreached:
        return State(f"Please pay {told}", _UNREACHED, "warn", True, (f"Pay {told}", pay_path(order)))
    return State("Your payment is being checked", _CHECKED, "warn", waits=True)


def _is_open(payment: Payment | None) -> bool:
    return payment is not None and payment.status in OPEN


def _pending(view: OrderView, *, has_just_paid: bool) -> State:
    order, payment = view.order, view.payment
    if view.awaits_confirmation:
        until = timezone.localtime(order.payment_deadline)
        text = (
            f"We have sent a mail to {order.email}. Please follow its link; until {until:%H:%M} we keep the goods for"
            " you. Or pay at once."
        )
        return State("Please confirm your order", text, "warn", other=pay_path(order))
    if order.pays_by_link and not _is_open(payment):
        text = f"{payment.failure} " if payment is not None else ""
        text += f"We keep the goods for you until {timezone.localtime(order.payment_deadline):%-d %B, %H:%M}."
        return State("Please pay for your order", text, "warn", action=("Choose how to pay", pay_path(order)))
    if payment is not None and (how := instructions_for(payment)) is not None:
        until = timezone.localtime(how.due_at)
        text = f"Please send it by {until:%-d %B}. We keep the goods for you and send them when it is here."
        return State(f"Please transfer {how.amount.format(payment.order.locale)}", text, "warn", other=pay_path(order))
    if payment is not None and payment.status == Payment.Status.REQUIRES_ACTION and not has_just_paid:
        text = "Please confirm the payment; until then we keep everything for you. This page looks again by itself."
        confirm = ("Confirm the payment", payment.redirect_url)
        return State("Waiting for your payment", text, "warn", True, confirm, pay_path(order))
    if payment is not None and payment.is_unreached:
        return State("The payment is not open yet", _UNREACHED, "warn", True, ("Pay now", pay_path(order)))
    return State("Your payment is being checked", _CHECKED, "warn", waits=True)


def _steps(view: OrderView) -> list[Step]:
    order, parcels = view.order, view.sent_parcels
    when: dict[str, datetime] = {}
    for event in order.events.all():
        when.setdefault(event.kind, event.created_at)
    steps = [Step("Ordered", order.created_at)]
    if order.status == Order.Status.EXPIRED:
        return [*steps, Step("Expired", when.get("order.expired"))]
    if order.status == Order.Status.CANCELLED and order.placed_at is None:
        return [*steps, Step("Not paid", when.get("order.cancelled"))]
    steps.append(Step("Paid", when.get("payment.captured")))
    if order.status == Order.Status.CANCELLED:
        steps.append(Step("Cancelled", when.get("order.cancelled")))
    elif order.fulfilment_status not in _NOT_ALL_SENT:
        steps.append(Step("Sent", parcels[-1].shipped_at if parcels else when.get("order.shipped")))
    else:
        steps += [Step("Partly sent", parcel.shipped_at) for parcel in parcels]
        steps.append(Step("Sent", None))
    if order.fulfilment_status == Order.FulfilmentStatus.DELIVERED:
        steps.append(Step("Arrived", max(parcel.delivered_at for parcel in parcels if parcel.delivered_at)))
    if "refund.succeeded" in when:
        steps.append(Step("Refunded", when["refund.succeeded"]))
    return sorted(steps, key=lambda step: (step.at is None, step.at))
