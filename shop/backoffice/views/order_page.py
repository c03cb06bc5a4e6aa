"""The order page: everything about one order on one screen, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext as _

from shop.backoffice.cells import reader_locale
from shop.backoffice.forms import Done, act
from shop.backoffice.order_money import awaited_transfer, money_context
from shop.backoffice.parcels import ParcelView, parcel_view
from shop.backoffice.site import site
from shop.core.actor import By
from shop.core.formats import format_date
from shop.fulfilment.packing import AwaitedLine, list_awaited
from shop.fulfilment.queries import LIVE, returnable_lines, withdrawable_lines
from shop.notifications.models import MailMessage
from shop.notifications.queries import list_messages_about
from shop.orders.models import Order, OrderAddress, OrderEvent, OrderNote
from shop.orders.queries import order_path, orders_with_details, waiting_change
from shop.payments.rules import Standing, standing_of

from .order_action import order_url


@dataclass(frozen=True, slots=True)
class Action:
    """Something this person may do with the order now; `posts` means that it is done at once, without a form.

    `blocked` says why it cannot be done yet.
    """

    label: str
    url: str
    icon: str
    posts: bool = False
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of the timeline: what happened, or what somebody noted."""

    text: str
    who: str
    at: datetime
    is_note: bool = False


def order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show an order; a draft is a form instead, at its own address."""
    if Order.objects.filter(pk=order_id, status=Order.Status.DRAFT).exists():
        return HttpResponseRedirect(reverse("admin:orders_order_draft", args=[order_id]))
    return order_response(request, order_id)


def order_response(request: HttpRequest, order_id: int, status: int = 200) -> HttpResponse:
    """Return the page of an order."""
    details = orders_with_details().prefetch_related("notes", "credit_notes", "fulfilments__location")
    order = get_object_or_404(details, pk=order_id)
    return site.render(request, "admin/orders/order/detail.html", order_context(request, order), status=status)


def act_at_once(
    request: HttpRequest, order: Order, operation: Callable[[By], object], message: str = ""
) -> HttpResponse:
    """Run the operation of a button on the order page, and show the order again (`forms.act`).

    `message` says what it did, unless it returns a `Done`.
    """

    def run(by: By) -> str | Done:
        done = operation(by)
        return done if isinstance(done, Done) else message

    return act(request, None, run, back_to=order_url(order), show=partial(order_response, request, order.pk))


def order_context(request: HttpRequest, order: Order) -> dict[str, Any]:
    """Return what the order page shows; `order` comes with its details loaded."""
    may = request.user.has_perm
    money = standing_of(order, order.payments.all())
    awaited = list_awaited(order=order) if order.status == Order.Status.PLACED else []
    change = waiting_change(order)
    addresses = {address.kind: address for address in order.addresses.all()}
    return {
        "title": _("Order %(order)s") % {"order": order},
        "order": order,
        "lines": list(order.lines.all()),
        "awaited": awaited,
        "waiting_change": change,
        "may_edit": may("orders.edit_order"),
        "address": addresses.get(OrderAddress.Kind.SHIPPING),
        "billing": addresses.get(OrderAddress.Kind.BILLING),
        "customer_orders": _orders_of_buyer(order),
        "shop_url": order_path(order),
        "parcels": _parcels(request, order),
        "entries": _entries(order),
        "may_note": may("orders.add_ordernote"),
        "mails": mails_of(order) if may("notifications.view_mailmessage") else [],
        "may_mail": may("notifications.change_mailmessage"),
        "hold_reason": _hold_reason(order),
        **money_context(request, order, money, has_change=change is not None),
        **_action_context(_actions(request, order, money, awaited), order),
        **_may_start(request, order),
    }


def _action_context(actions: list[Action], order: Order) -> dict[str, Any]:
    """Return the one thing to do next, where there is one, and the others."""
    has_next = bool(actions) and _is_next(order, actions[0])
    return {
        "next_action": actions[0] if has_next else None,
        "other_actions": actions[1:] if has_next else actions,
    }


def _may_start(request: HttpRequest, order: Order) -> dict[str, bool]:
    """Say whether a return or a withdrawal can be taken down for the buyer."""
    may = request.user.has_perm("fulfilment.handle_return") and order.placed_at is not None and order.status in LIVE
    return {
        "may_return": may and bool(returnable_lines(order)),
        "may_withdraw": may and bool(withdrawable_lines(order)),
    }


_STANDING = (Order.Status.PLACED, Order.Status.ON_HOLD, Order.Status.CLOSED)


def _actions(request: HttpRequest, order: Order, money: Standing, awaited: Sequence[AwaitedLine]) -> list[Action]:
    """Return what the order's state and the person's rights allow, the most likely first."""
    blocked = _blocked(order, awaited)
    may = request.user.has_perm
    lines = list(order.lines.all())
    is_placed, is_held = order.status == Order.Status.PLACED, order.status == Order.Status.ON_HOLD
    has_free = any(line.free_quantity for line in lines)
    found = []
    if is_held and may("orders.hold_order"):
        found.append(_action(order, gettext("Release hold"), "release", "check", posts=True))
    found += _unconfirmed_actions(request, order)
    if order.status == Order.Status.PENDING and may("orders.add_order"):
        found.append(_action(order, _("Email payment link"), "link", "mail", posts=True))
    if is_placed and has_free and may("orders.ship_order"):
        found += [
            _action(order, _("Ship parcel"), "ship", "truck", blocked=blocked),
            _action(order, _("Prepare parcel"), "prepare", "boxes", blocked=blocked),
        ]
    if money.authorised and money.due and may("payments.capture_payment") and order.status in _STANDING:
        found.append(_action(order, gettext("Capture payment"), "capture", "card"))
    if awaited_transfer(order.payments.all()) and may("payments.mark_paid"):
        found.append(_action(order, _("Record a payment"), "paid", "card"))
    if money.refundable and order.placed_at and may("orders.refund_order"):
        found.append(_action(order, pgettext("verb: button", "Refund"), "refund", "return"))
    if (is_placed or is_held) and may("orders.edit_order"):
        found.append(_action(order, pgettext("verb: button", "Edit"), "edit", "page"))
    if is_placed and may("orders.hold_order"):
        found.append(_action(order, pgettext("verb: button", "Hold"), "hold", "lock"))
    is_open = order.status in (Order.Status.PENDING, Order.Status.PLACED, Order.Status.ON_HOLD)
    if is_open and any(line.open_quantity for line in lines) and may("orders.cancel_order"):
        found.append(_action(order, pgettext("verb: button", "Cancel"), "cancel", "close"))
    return found


def _unconfirmed_actions(request: HttpRequest, order: Order) -> list[Action]:
    if order.status != Order.Status.PENDING or not order.awaits_confirmation:
        return []
    may, found = request.user.has_perm, []
    if may("orders.edit_order"):
        found.append(_action(order, _("Keep the items reserved"), "confirm", "lock", posts=True))
    if may("orders.cancel_order"):
        found.append(_action(order, _("Release the items"), "free", "close", posts=True))
    return found


def _action(order: Order, label: str, verb: str, icon: str, *, posts: bool = False, blocked: str = "") -> Action:
    return Action(label, reverse(f"admin:orders_order_{verb}", args=[order.pk]), icon, posts, blocked)


def _blocked(order: Order, awaited: Sequence[AwaitedLine]) -> str:
    """Say why nothing of the order can be packed: none of its goods is there. Otherwise return nothing."""
    here = sum(line.free_quantity for line in order.lines.all()) - sum(each.pieces for each in awaited)
    if here > 0 or not awaited or any(each.is_shelved for each in awaited):
        return ""
    days = [each.expected_on for each in awaited if each.expected_on]
    if not days:
        return gettext("The items are not in stock yet.")
    day = format_date(max(days), reader_locale(), "medium")
    return gettext("The items are expected in stock on %(day)s.") % {"day": day}


def _is_next(order: Order, action: Action) -> bool:
    owed_back = order.status in (Order.Status.CANCELLED, Order.Status.EXPIRED)
    return action.icon in ("truck", "check") or (action.icon == "return" and owed_back)


def _parcels(request: HttpRequest, order: Order) -> list[ParcelView]:
    may_ship = request.user.has_perm("orders.ship_order")
    return [parcel_view(order, parcel, may_ship=may_ship) for parcel in order.fulfilments.all()]


def _entries(order: Order) -> list[TimelineEntry]:
    """Return what happened and what was noted, the latest first."""
    events: list[OrderEvent] = list(order.events.all())
    notes: list[OrderNote] = list(order.notes.all())
    from_events = [
        TimelineEntry(event.message, event.actor_label or event.actor_kind, event.created_at) for event in events
    ]
    from_notes = [TimelineEntry(note.text, note.author_label, note.created_at, is_note=True) for note in notes]
    return sorted(from_events[::-1] + from_notes, key=lambda entry: entry.at, reverse=True)


def _hold_reason(order: Order) -> str:
    if order.status != Order.Status.ON_HOLD:
        return ""
    held = [event.message for event in order.events.all() if event.kind == "order.held"]
    return held[-1] if held else ""


def mails_of(order: Order) -> list[tuple[MailMessage, bool]]:
    """Return the mails about an order and its withdrawals, newest first, and whether each may be sent again here."""
    ids = [order.public_id, *(withdrawal.public_id for withdrawal in order.withdrawals.all())]
    return [
        (mail, bool(mail.sent_at or mail.parked_at) and mail.dedupe_key.startswith(order.public_id))
        for mail in list_messages_about(public_ids=ids)
    ]


def _orders_of_buyer(order: Order) -> int:
    """How many orders this buyer has placed, by account or by email."""
    same = Q(email_lower=order.email.lower())
    if order.user_id is not None:
        same |= Q(user_id=order.user_id)
    return Order.objects.alias(email_lower=Lower("email")).filter(same).exclude(placed_at=None).count()
