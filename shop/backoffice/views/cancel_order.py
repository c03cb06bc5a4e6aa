"""Cancelling an order, after saying what that does."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shop.backoffice.permissions import staff_of
from shop.fulfilment.operations import cancel_order

from .order_action import VersionedForm, act, find_order
from .order_page import money_box


class CancelForm(VersionedForm):
    """Why."""

    reason = forms.CharField(
        max_length=150, required=False, help_text="The buyer reads it in the mail.",
        widget=forms.TextInput(attrs={"autofocus": True}),
    )  # fmt: skip


def cancel_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what cancelling does, or cancel."""
    order = find_order(request, order_id, permission="orders.cancel_order")
    form = CancelForm(request.POST or None, order=order)

    def cancel() -> str:
        data = form.cleaned_data
        cancel_order(
            order_id=order.pk,
            actor=staff_of(request),
            reason=data["reason"],
            version=data["version"],
            now=timezone.now(),
        )
        return f"Order {order} is cancelled; {order.email} is being told."

    return act(
        request,
        order=order,
        form=form,
        template="admin/orders/order/cancel.html",
        title=f"Cancel order {order}",
        action=cancel,
        context={"money": money_box(order)},
    )
