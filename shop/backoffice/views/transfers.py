"""Goods from one location to another: send them, and receive all or a part of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from shop.backoffice.movements import told_movements
from shop.backoffice.permissions import by_staff, staff_of
from shop.backoffice.site import site
from shop.backoffice.stock_rows import StockRows
from shop.inventory.models import Location, StockMovement, Transfer, TransferLine
from shop.inventory.operations import cancel_transfer, receive_transfer, send_transfer

from .stock import attempt


class RouteForm(forms.Form):
    """From where to where."""

    source = forms.ModelChoiceField(Location.objects.all(), label="From", empty_label=None)
    target = forms.ModelChoiceField(Location.objects.all(), label="To", empty_label=None)
    note = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        second = Location.objects.values_list("pk", flat=True)[1:2]
        self.fields["target"].initial = next(iter(second), None)


class ReceiveForm(forms.Form):
    """How many of each line arrived: all of them, unless somebody types less."""

    def __init__(self, *args: Any, lines: list[TransferLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                min_value=0,
                max_value=line.quantity,
                initial=line.quantity,
                label=f"Arrived of {line.sku}",
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def rows(self) -> list[tuple[TransferLine, forms.BoundField]]:
        """Each line with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def received(self) -> dict[int, int]:
        """The units that arrived, by line."""
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line in self.lines}


def new_transfer_page(request: HttpRequest) -> HttpResponse:
    """Scan or type what goes, and send it."""
    if "inventory.add_transfer" not in staff_of(request).permissions:
        raise PermissionDenied
    rows = StockRows(request.POST if request.method == "POST" else None)
    form, status = RouteForm(request.POST or None), 200
    if request.method == "POST" and "book" in request.POST:
        units, status = rows.units(), 422
        if not rows.rows:
            form.add_error(None, "Scan or type at least one line.")
        if form.is_valid() and units:
            data, sent = form.cleaned_data, units

            def send() -> str:
                send_transfer(
                    source_id=data["source"].pk, target_id=data["target"].pk, units=sent, note=data["note"],
                    by=by_staff(request),
                    claim=rows.claim(request, data["source"].pk, data["target"].pk, data["note"]),
                )  # fmt: skip
                return f"{sum(sent.values()):,} units are on their way to {data['target']}."

            status = attempt(request, form, send)
            if status == 200:
                return HttpResponseRedirect(reverse("admin:inventory_transfer_changelist"))
    elif request.method == "POST":
        form = RouteForm(initial={name: request.POST.get(name, "") for name in ("source", "target", "note")})
    context = {"title": "New transfer", "form": form, "rows": rows, "opts": Transfer._meta}
    context |= {"is_alone": Location.objects.count() < 2}
    page = {**site.each_context(request), **context}
    return render(request, "admin/inventory/new_transfer.html", page, status=status)


def transfer_page(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show a transfer; receive it, all or in part, or bring it back."""
    transfer = Transfer.objects.select_related("source", "target").filter(pk=transfer_id).first()
    if transfer is None:
        raise Http404
    lines = list(transfer.lines.select_related("variant__product").order_by("pk"))
    by, status = by_staff(request), 200
    may_change = "inventory.change_transfer" in by.actor.permissions
    form = ReceiveForm(request.POST if "receive" in request.POST else None, lines=lines)
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied

        def act() -> str:
            if "cancel" in request.POST:
                cancel_transfer(transfer_id=transfer_id, by=by)
                return f"Everything is back at {transfer.source}."
            receive_transfer(transfer_id=transfer_id, by=by, received=form.received())
            lost = sum(line.quantity for line in lines) - sum(form.received().values())
            return f"Booked at {transfer.target}{f'; {lost:,} are lost' if lost else ''}."

        if "cancel" in request.POST:
            form = ReceiveForm({}, lines=[])
        status = 422
        if form.is_valid():
            status = attempt(request, form, act)
            if status == 200:
                return HttpResponseRedirect(request.path)
        form.lines = lines if "receive" in request.POST else []
    context = {
        "title": f"Transfer {transfer.pk}",
        "transfer": transfer,
        "lines": lines,
        "form": form,
        "is_open": transfer.status == Transfer.Status.SENT,
        "may_change": may_change,
        "movements": told_movements(StockMovement.objects.filter(transfer=transfer).order_by("-pk")[:50]),
        "opts": Transfer._meta,
    }
    return render(request, "admin/inventory/transfer.html", {**site.each_context(request), **context}, status=status)
