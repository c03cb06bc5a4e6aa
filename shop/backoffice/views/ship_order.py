"""Sending a parcel: lines preticked, the tracking number focused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shop.backoffice.permissions import staff_of
from shop.fulfilment.operations import ship_order
from shop.orders.models import OrderLine

from .order_action import VersionedForm, act, find_order

CARRIERS = ("DHL", "DPD", "GLS", "Hermes", "UPS", "FedEx", "Post")


class ShipForm(VersionedForm):
    """What goes into the parcel and how to follow it."""

    tracking_number = forms.CharField(
        max_length=80, required=False, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})
    )
    carrier = forms.CharField(max_length=60, required=False, widget=forms.TextInput(attrs={"list": "carriers"}))
    tracking_url = forms.URLField(
        max_length=300, required=False, label="Tracking page", assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in self.order.lines.all() if line.open_quantity]
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                min_value=0,
                max_value=line.open_quantity,
                initial=line.open_quantity,
                label=f"Send of {line.name}",
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Each line that has units left, with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def quantities(self) -> dict[int, int]:
        """The units to send, by order line."""
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line in self.lines}


def ship_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, or send the parcel."""
    order = find_order(request, order_id, permission="orders.ship_order")
    form = ShipForm(request.POST or None, order=order)

    def send() -> str:
        data = form.cleaned_data
        parcels = ship_order(
            order_id=order.pk,
            actor=staff_of(request),
            now=timezone.now(),
            quantities=form.quantities(),
            carrier=data["carrier"],
            tracking_number=data["tracking_number"],
            tracking_url=data["tracking_url"],
            version=data["version"],
        )
        return f"Parcel {', '.join(map(str, parcels))} is on its way; {order.email} is being told."

    return act(
        request,
        order=order,
        form=form,
        template="admin/orders/order/ship.html",
        title=f"Send order {order}",
        action=send,
        context={"carriers": CARRIERS},
    )
