"""Cancelling an order, or units of it, after saying what that does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.fields import units_field
from shop.core.actor import By
from shop.fulfilment.operations import cancel_order
from shop.orders.models import Order, OrderLine
from shop.payments.queries import standing

from .order_action import OrderForm, act_on_order


class CancelForm(OrderForm):
    """How much of what was not sent, all of it preset, and why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=150, required=False, help_text=_("Included in the email to the buyer."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(OrderLine.objects.filter(order=self.order))
        self.is_unsent = not any(line.quantity_fulfilled for line in rows)
        divisible = self.order.status in (Order.Status.PLACED, Order.Status.ON_HOLD)
        self.lines = [line for line in rows if line.open_quantity] if divisible else []
        for line in self.lines:
            most = line.open_quantity if self.is_unsent else line.free_quantity
            field = units_field(gettext("Cancel %(sku)s") % {"sku": line.name}, most=most, initial=most, required=False)
            self.fields[f"line_{line.pk}"] = field

    def rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Each line that has units left, with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def quantities(self) -> dict[int, int] | None:
        """The units by order line; None where the whole order is meant (nothing was sent, and nothing was left out)."""
        units = {}
        for line in self.lines:
            typed = self.cleaned_data.get(f"line_{line.pk}")
            units[line.pk] = self.fields[f"line_{line.pk}"].initial if typed is None else typed
        if self.is_unsent and all(units[line.pk] == line.open_quantity for line in self.lines):
            return None
        return units


def cancel_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what cancelling does, or cancel."""
    order = get_object_or_404(Order, pk=order_id)
    form = CancelForm(request.POST or None, order=order)

    def cancel(by: By) -> str:
        data = form.cleaned_data
        done = cancel_order(
            order_id=order.pk,
            by=by,
            reason=data["reason"],
            quantities=form.quantities(),
            version=data["version"],
        )
        facts = {"order": order, "email": order.email}
        if done.status == Order.Status.CANCELLED:
            return gettext("Order %(order)s cancelled. We've emailed %(email)s.") % facts
        return gettext("Part of order %(order)s cancelled. We've emailed %(email)s.") % facts

    return act_on_order(
        request,
        order,
        form,
        cancel,
        template="admin/orders/order/cancel.html",
        title=gettext("Cancel order %(order)s") % {"order": order},
        money=standing(order),
    )
