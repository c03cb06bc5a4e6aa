"""Sending a parcel: lines preticked, the tracking number focused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.fields import units_field
from shop.core.actor import By
from shop.fulfilment.operations import ship_order
from shop.fulfilment.packing import PlannedParcel, list_awaited, plan_of
from shop.orders.models import Order, OrderLine

from .order_action import OrderForm, act_on_order

CARRIERS = ("DHL", "DPD", "GLS", "Hermes", "UPS", "FedEx", "Post")


class TrackingFields(forms.Form):
    """Who carries a parcel, and how to follow it."""

    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    carrier = forms.CharField(
        label=_("Carrier"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "carriers"})
    )
    tracking_url = forms.URLField(
        max_length=300, required=False, label=_("Tracking page"), assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip

    def tracking(self) -> dict[str, str]:
        """What was typed, by the names of the operations."""
        return {name: self.cleaned_data[name] for name in TrackingFields.base_fields}


class PiecesForm(OrderForm):
    """Which pieces go into a parcel, preset with all that are there; goods of several places, one place at a time."""

    def __init__(self, *args: Any, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan_of(order=self.order)
        chosen = [one for one in self.plan if one.location is not None and str(one.location.pk) == place]
        self.chosen: PlannedParcel | None = next(iter(chosen or self.plan), None)
        self.pieces = list(self.chosen.pieces) if self.chosen else []
        missing = {each.line.pk: each.pieces for each in list_awaited(order=self.order)}
        for line, count in self.pieces:
            there = max(0, count - missing.get(line.pk, 0))
            self.fields[f"line_{line.pk}"] = units_field(
                gettext("Units of %(sku)s to ship") % {"sku": line.name}, most=count, initial=there
            )

    @property
    def location_id(self) -> int | None:
        """The place whose goods are shown, where there are several."""
        location = self.chosen.location if self.chosen else None
        return location.pk if location is not None and len(self.plan) > 1 else None

    def rows(self) -> list[tuple[OrderLine, int, forms.BoundField]]:
        """Each line that has pieces here, how many, and its field."""
        return [(line, count, self[f"line_{line.pk}"]) for line, count in self.pieces]

    def quantities(self) -> dict[int, int]:
        """The pieces, by order line."""
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line, _ in self.pieces}


class ShipForm(TrackingFields, PiecesForm):
    """What goes into the parcel and how to follow it."""


def ship_order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the form, or send the parcel."""
    order = get_object_or_404(Order, pk=order_id)
    form = ShipForm(request.POST or None, order=order, place=request.GET.get("from", ""))

    def send(by: By) -> str:
        data = form.cleaned_data
        parcels = ship_order(
            order_id=order.pk,
            by=by,
            quantities=form.quantities(),
            location_id=form.location_id,
            version=data["version"],
            **form.tracking(),
        )
        return gettext("Parcel %(number)s shipped. We've emailed %(email)s.") % {
            "number": ", ".join(map(str, parcels)),
            "email": order.email,
        }

    template, title = "admin/orders/order/ship.html", gettext("Ship order %(order)s") % {"order": order}
    return act_on_order(request, order, form, send, template=template, title=title, carriers=CARRIERS)
