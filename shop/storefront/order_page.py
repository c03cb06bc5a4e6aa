"""What the page of an order says: where it stands, in words and as a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from shop.checkout.order_view import OrderView
from shop.core.formats import format_date, format_datetime, format_time
from shop.core.money import Money
from shop.orders.models import Order
from shop.orders.queries import order_token, pay_path
from shop.payments.models import Payment
from shop.payments.providers import instructions_for, label_of
from shop.payments.rules import OPEN

from .return_progress import returns_context

_PAUSES = (2, 2, 3, 5, 8, 13, 30)  # seconds between looks, for who waits for the answer
_PATIENCE = 4  # looks, after which who came back without having paid is asked to
_CHECKED = gettext_lazy(
    "Please do not pay again. This page updates by itself, and we will email you as soon as we know."
)
_UNREACHED = gettext_lazy(
    "The payment provider has not answered yet. We keep trying, and this page updates by itself. You can also pay now,"
    " with this or another payment method: it is the same order, and you will not be charged twice."
)
_NOT_ALL_SENT = (Order.FulfilmentStatus.UNFULFILLED, Order.FulfilmentStatus.PARTIAL)


class Step(NamedTuple):
    """A station of the timeline; one without a date is still to come. `is_shipping`: the last parcel leaves."""

    label: str
    at: datetime | None
    is_shipping: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """How an order stands. `waits`: the page asks again by itself; `action` is (label, address) of what to do next.

    `other` is where another payment method is chosen while an attempt is open.
    """

    headline: str
    text: str
    tone: Literal["ok", "warn", "bad"]
    waits: bool = False
    action: tuple[str, str] | None = None
    other: str = ""


# Headline and text of an order of which something was shipped.
_SHIPPED: dict[str, tuple[StrPromise, StrPromise]] = {
    "fulfilled": (gettext_lazy("Your order is on its way"), gettext_lazy("Everything has been shipped.")),
    "delivered": (gettext_lazy("Your order has arrived"), gettext_lazy("We hope you like it.")),
    "partial": (gettext_lazy("Part of your order is on its way"), gettext_lazy("The rest will follow.")),
    "returned": (gettext_lazy("You have returned everything"), gettext_lazy("Thank you for sending it back.")),
    "partially_returned": (
        gettext_lazy("You have returned part of your order"), gettext_lazy("The rest is yours to keep."),
    ),
}  # fmt: skip


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
        **returns_context(view, token=token),
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
    if shipped := _SHIPPED.get(order.fulfilment_status):
        return State(str(shipped[0]), str(shipped[1]), "ok")
    text = _("We have emailed a confirmation to %(email)s.") % {"email": order.email}
    return State(_("Thank you for your order"), text, "ok")


def _ended(view: OrderView) -> State:
    order, payment, refunded = view.order, view.payment, view.refunded
    if order.status == Order.Status.EXPIRED:
        late = _refund_text(view) or _("You have not been charged.")
        why = _("It was not confirmed in time.") if order.awaits_confirmation else _("It was not paid in time.")
        return State(_("This order has expired"), f"{why} {late}", "warn")
    cancelled = _("This order was cancelled")
    if order.placed_at is None and order.pays_by_link and not refunded:
        return State(cancelled, _("It will not be shipped, and you have not been charged."), "warn")
    if order.placed_at is None and not refunded:
        why = (payment.failure if payment else "") or _("The payment was cancelled. No money was taken.")
        again = (_("Try again"), f"/checkout/?retry={order_token(order)}")
        text = _("Your cart is as you left it.")
        return State(_("This order was not placed"), f"{why} {text}", "bad", action=again)
    text = _("It will not be shipped.")
    return State(cancelled, f"{text} {_refund_text(view)}".strip(), "warn")


def _refund_text(view: OrderView) -> str:
    """Return the sentence about what is paid back; nothing where nothing is."""
    if not view.refunded:
        return ""
    return _("%(amount)s is being refunded to you.") % {"amount": view.refunded.format(view.order.locale)}


def _change_waits(order: Order, payment: Payment | None, due: Money) -> State:
    amount = {"amount": due.format(order.locale)}
    headline, pay = _("Please pay %(amount)s") % amount, (_("Pay %(amount)s") % amount, pay_path(order))
    text = _("This is for a change to your order. If you do not pay, your order stays as it was.")
    if payment is None or not _is_open(payment):
        return State(headline, text, "warn", action=pay)
    if instructions_for(payment) is not None:
        return State(_("Please transfer %(amount)s") % amount, text, "warn", other=pay_path(order))
    if payment.redirect_url:
        confirm = (_("Confirm the payment"), payment.redirect_url)
        return State(headline, text, "warn", True, confirm, pay_path(order))
    if payment.is_unreached:
        return State(headline, str(_UNREACHED), "warn", True, pay)
    return State(_("We are checking your payment"), str(_CHECKED), "warn", waits=True)


def _is_open(payment: Payment | None) -> bool:
    return payment is not None and payment.status in OPEN


def _pending(view: OrderView, *, has_just_paid: bool) -> State:
    order, payment = view.order, view.payment
    if view.awaits_confirmation:
        text = _(
            "We have emailed %(email)s. Please follow the link in that email: your items are reserved until %(time)s."
            " Or pay straight away."
        ) % {"email": order.email, "time": format_time(order.payment_deadline, order.locale)}
        return State(_("Please confirm your order"), text, "warn", other=pay_path(order))
    if order.pays_by_link and not _is_open(payment):
        until = format_datetime(order.payment_deadline, order.locale)
        text = _("Your items are reserved until %(until)s.") % {"until": until}
        text = f"{payment.failure} {text}" if payment is not None else text
        choose = (_("Choose how to pay"), pay_path(order))
        return State(_("Please pay for your order"), text, "warn", action=choose)
    if payment is not None and (how := instructions_for(payment)) is not None:
        text = _(
            "Please send it by %(day)s. Your items are reserved, and we will ship them when your payment has arrived."
        ) % {"day": format_date(how.due_at, order.locale)}
        headline = _("Please transfer %(amount)s") % {"amount": how.amount.format(order.locale)}
        return State(headline, text, "warn", other=pay_path(order))
    if payment is not None and payment.status == Payment.Status.REQUIRES_ACTION and not has_just_paid:
        text = _("Please confirm the payment. Your items are reserved until then. This page updates by itself.")
        confirm = (_("Confirm the payment"), payment.redirect_url)
        return State(_("Waiting for your payment"), text, "warn", True, confirm, pay_path(order))
    if payment is not None and payment.is_unreached:
        pay_now = (_("Pay now"), pay_path(order))
        return State(_("The payment has not started yet"), str(_UNREACHED), "warn", True, pay_now)
    return State(_("We are checking your payment"), str(_CHECKED), "warn", waits=True)


def _steps(view: OrderView) -> list[Step]:
    order, parcels = view.order, view.sent_parcels
    when: dict[str, datetime] = {}
    for event in order.events.all():
        when.setdefault(event.kind, event.created_at)
    steps = [Step(_("Ordered"), order.created_at)]
    if order.status == Order.Status.EXPIRED:
        return [*steps, Step(_("Expired"), when.get("order.expired"))]
    if order.status == Order.Status.CANCELLED and order.placed_at is None:
        return [*steps, Step(_("Not paid"), when.get("order.cancelled"))]
    steps.append(Step(_("Paid"), when.get("payment.captured")))
    if order.status == Order.Status.CANCELLED:
        steps.append(Step(_("Cancelled"), when.get("order.cancelled")))
    elif order.fulfilment_status not in _NOT_ALL_SENT:
        shipped_at = parcels[-1].shipped_at if parcels else when.get("order.shipped")
        steps.append(Step(_("Shipped"), shipped_at, is_shipping=True))
    else:
        steps += [Step(_("Partly shipped"), parcel.shipped_at) for parcel in parcels]
        steps.append(Step(_("Shipped"), None, is_shipping=True))
    if order.fulfilment_status == Order.FulfilmentStatus.DELIVERED:
        steps.append(Step(_("Delivered"), max(parcel.delivered_at for parcel in parcels if parcel.delivered_at)))
    if "refund.succeeded" in when:
        steps.append(Step(_("Refunded"), when["refund.succeeded"]))
    return sorted(steps, key=lambda step: (step.at is None, step.at))
