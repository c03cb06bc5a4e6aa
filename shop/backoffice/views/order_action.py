"""What all actions on an order have in common: its address, forms about it, and their page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shop.backoffice.forms import Done, StaffForm, VersionedForm, act
from shop.backoffice.site import site
from shop.core.actor import By
from shop.orders.models import Order


class OrderForm(VersionedForm):
    """A form about an order."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, row=order, **kwargs)
        self.order = order


def order_url(order: Order) -> str:
    """Return the address of the order's page."""
    return reverse("admin:orders_order_change", args=[order.pk])


def act_on_order(
    request: HttpRequest,
    order: Order,
    form: StaffForm,
    operation: Callable[[By], str | Done],
    *,
    template: str,
    title: str,
    **context: Any,
) -> HttpResponse:
    """Show the form, or run its operation and go back to the order (`forms.act`)."""

    def show(status: int) -> HttpResponse:
        page = {"title": title, "order": order, "form": form, **context}
        return site.render(request, template, page, status=status)

    return act(request, form, operation, back_to=order_url(order), show=show)
