"""Sending a parcel: lines preticked, the tracking number focused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from shop.backoffice.permissions import by_staff
from shop.fulfilment.operations import ship_order
from shop.fulfilment.packing import PlannedParcel, list_awaited, plan_of
from shop.orders.models import OrderLine

from .order_action import VersionedForm, act, find_order

CARRIERS = ("DHL", "DPD", "GLS", "Hermes", "UPS", "FedEx", "Post")


class TrackingFields(forms.Form):
    """Who carries a parcel, and how to follow it."""

    tracking_number = forms.CharField(
        max_length=80, required=False, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})
    )
    carrier = forms.CharField(max_length=60, required=False, widget=forms.TextInput(attrs={"list": "carriers"}))
    tracking_url = forms.URLField(
        max_length=300, required=False, label="Tracking page", assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip


class PiecesForm(VersionedForm):
    """Which pieces go into a parcel, preset with all that are there; goods of several places, one place at a time."""

    def __init__(self, *args: Any, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan_of(order=self.order)
        chosen = [one for one in self.plan if one.location is not None and str(one.location.pk) == place]
        self.chosen: PlannedParcel | None = next(iter(chosen or self.plan), None)
        self.pieces = list(self.chosen.pieces) if self.chosen else []
        missing = {each.line.pk: each.pieces for each in list_awaited(order=self.order)}
        for line, count in self.pieces:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                min_value=0,
                max_value=count,
                initial=max(0, count - missing.get(line.pk, 0)),
                label=f"Send of {line.name}",
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
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
    order = find_order(request, order_id, permission="orders.ship_order")
    form = ShipForm(request.POST or None, order=order, place=request.GET.get("from", ""))

    def send() -> str:
        data = form.cleaned_data
        parcels = ship_order(
            order_id=order.pk,
            by=by_staff(request),
            quantities=form.quantities(),
            location_id=form.location_id,
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
