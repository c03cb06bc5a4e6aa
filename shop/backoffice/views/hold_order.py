"""Holding an order, letting it go on, and notes about it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.checkout.operations import confirm_order, mail_pay_link, withdraw_change
from shop.core.actor import By
from shop.fulfilment.operations import cancel_order, release_order
from shop.orders.models import Order, OrderChange
from shop.orders.operations import NOTE_LENGTH, add_note, hold_order
from shop.orders.queries import is_unconfirmed
from shop.orders.rules import ForbiddenTransition

from .order_action import OrderForm, act_on_order
from .order_page import act_at_once

_REASONS = (_("Fraud check"), _("Buyer asked us to wait"), _("Address is unclear"), _("Something is missing"))


class HoldForm(OrderForm):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Visible to staff only."),
        widget=forms.TextInput(attrs={"autofocus": True, "list": "reasons", "autocomplete": "off"}),
    )  # fmt: skip


def hold_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask why, or put the order on hold."""
    order = get_object_or_404(Order, pk=order_id)
    form = HoldForm(request.POST or None, order=order)

    def hold(by: By) -> str:
        data = form.cleaned_data
        hold_order(order_id=order.pk, reason=data["reason"], by=by, version=data["version"])
        return gettext("Order %(order)s is on hold.") % {"order": order}

    template, title = "admin/orders/order/hold.html", gettext("Hold order %(order)s") % {"order": order}
    return act_on_order(request, order, form, hold, template=template, title=title, reasons=_REASONS)


def release_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Let an order on hold go on (POST only)."""
    order = get_object_or_404(Order, pk=order_id)
    return act_at_once(request, order, lambda by: release_order(order_id=order.pk, by=by), gettext("Hold released."))


def confirm_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Keep the goods of a buyer whom staff know, without the link of the mail (POST only)."""
    order = get_object_or_404(Order, pk=order_id)
    message = gettext("The items stay reserved for as long as the payment method takes.")
    return act_at_once(request, order, lambda by: confirm_order(order_id=order.pk, by=by), message)


def free_goods_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Cancel an order that nobody has confirmed, so that others can buy its goods (POST only)."""
    order = get_object_or_404(Order, pk=order_id)

    def free(by: By) -> None:
        if not Order.objects.filter(is_unconfirmed(), pk=order.pk).exists():
            raise ForbiddenTransition(gettext("This order has since been confirmed, paid or ended."))
        cancel_order(order_id=order.pk, by=by, reason=gettext("Not confirmed by its buyer"), version=order.version)

    return act_at_once(request, order, free, gettext("Order cancelled. Its items are available again."))


def pay_link_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Mail the link to pay once more (POST only)."""
    order = get_object_or_404(Order, pk=order_id)
    message = gettext("We've emailed the payment link to %(email)s.") % {"email": order.email}
    return act_at_once(request, order, lambda by: mail_pay_link(order_id=order.pk, by=by), message)


def withdraw_change_page(request: HttpRequest, order_id: int, change_id: int) -> HttpResponse:
    """Take back a change that waits to be paid (POST only)."""
    change = get_object_or_404(OrderChange.objects.select_related("order"), pk=change_id, order=order_id)
    message = gettext("Order change cancelled. The order is as it was.")
    return act_at_once(request, change.order, lambda by: withdraw_change(change_id=change.pk, by=by), message)


def note_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Write a note (POST only)."""
    order = get_object_or_404(Order, pk=order_id)
    text = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n")[: NOTE_LENGTH + 1]
    return act_at_once(request, order, lambda by: add_note(order_id=order.pk, text=text, by=by), gettext("Note added."))
