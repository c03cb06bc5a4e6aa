"""Holding an order, letting it go on, and notes about it."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from shop.backoffice.permissions import by_staff
from shop.checkout.operations import confirm_order, mail_pay_link, withdraw_change
from shop.fulfilment.operations import cancel_order, release_order
from shop.orders.models import Order, OrderChange
from shop.orders.operations import NOTE_LENGTH, add_note, hold_order
from shop.orders.queries import is_unconfirmed
from shop.orders.rules import ForbiddenTransition

from .order_action import VersionedForm, act, find_order
from .order_page import run

_REASONS = ("Fraud check", "Buyer asked to wait", "Address is not clear", "Something is missing")


class HoldForm(VersionedForm):
    """Why."""

    reason = forms.CharField(
        max_length=200, help_text="For whoever finds the order waiting. The buyer does not read it.",
        widget=forms.TextInput(attrs={"autofocus": True, "list": "reasons", "autocomplete": "off"}),
    )  # fmt: skip


def hold_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask why, or put the order on hold."""
    order = find_order(request, order_id, permission="orders.hold_order")
    form = HoldForm(request.POST or None, order=order)

    def hold() -> str:
        data = form.cleaned_data
        by = by_staff(request)
        hold_order(order_id=order.pk, reason=data["reason"], by=by, version=data["version"])
        return f"Order {order} is on hold."

    return act(
        request,
        order=order,
        form=form,
        template="admin/orders/order/hold.html",
        title=f"Hold order {order}",
        action=hold,
        context={"reasons": _REASONS},
    )


def release_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Let an order on hold go on (POST only)."""
    order = find_order(request, order_id, permission="orders.hold_order")
    by = by_staff(request)
    return run(request, order, lambda: release_order(order_id=order.pk, by=by), "The order goes on.")


def confirm_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Keep the goods of a buyer whom staff know, without the link of the mail (POST only)."""
    order = find_order(request, order_id, permission="orders.edit_order")
    by = by_staff(request)
    told = "The goods are kept for as long as the way to pay takes."
    return run(request, order, lambda: confirm_order(order_id=order.pk, by=by), told)


def free_goods_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Cancel an order that nobody has confirmed, so that others can buy its goods (POST only)."""
    order = find_order(request, order_id, permission="orders.cancel_order")
    by = by_staff(request)

    def free() -> Order:
        if not Order.objects.filter(is_unconfirmed(), pk=order.pk).exists():
            raise ForbiddenTransition("This order was confirmed, paid or ended meanwhile.")
        reason = "Not confirmed by its buyer"
        return cancel_order(order_id=order.pk, by=by, reason=reason, version=order.version)

    return run(request, order, free, "The order is cancelled, and its goods are free.")


def pay_link_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Mail the link to pay once more (POST only)."""
    order = find_order(request, order_id, permission="orders.add_order")
    by = by_staff(request)
    told = f"The link to pay is on its way to {order.email}."
    return run(request, order, lambda: mail_pay_link(order_id=order.pk, by=by), told)


def withdraw_change_page(request: HttpRequest, order_id: int, change_id: int) -> HttpResponse:
    """Take back a change that waits to be paid (POST only)."""
    order = find_order(request, order_id, permission="orders.edit_order")
    if not OrderChange.objects.filter(pk=change_id, order=order).exists():
        raise Http404
    by = by_staff(request)
    told = "The change is taken back; the order is as it was."
    return run(request, order, lambda: withdraw_change(change_id=change_id, by=by), told)


def note_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Write a note (POST only)."""
    order = find_order(request, order_id, permission="orders.add_ordernote")
    text = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n")[: NOTE_LENGTH + 1]
    by = by_staff(request)
    return run(request, order, lambda: add_note(order_id=order.pk, text=text, by=by), "Noted.")
