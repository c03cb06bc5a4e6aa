"""Goods from one location to another: send them, and receive all or a part of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.fields import units_field
from shop.backoffice.forms import StaffForm, act, claim_of
from shop.backoffice.movements import told_movements
from shop.backoffice.site import site
from shop.backoffice.stock_rows import StockRows
from shop.core.actor import By
from shop.inventory.models import Location, StockMovement, Transfer, TransferLine
from shop.inventory.operations import cancel_transfer, receive_transfer, send_transfer


class RouteForm(StaffForm):
    """From where to where."""

    source = forms.ModelChoiceField(Location.objects.all(), label=_("From"), empty_label=None)
    target = forms.ModelChoiceField(Location.objects.all(), label=_("To"), empty_label=None)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        second = Location.objects.values_list("pk", flat=True)[1:2]
        self.fields["target"].initial = next(iter(second), None)


class ReceiveForm(StaffForm):
    """How many of each line arrived: all of them, unless somebody types less."""

    def __init__(self, *args: Any, lines: list[TransferLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            field = units_field(
                gettext("Received of %(sku)s") % {"sku": line.sku}, most=line.quantity, initial=line.quantity
            )
            self.fields[f"line_{line.pk}"] = field

    def rows(self) -> list[tuple[TransferLine, forms.BoundField]]:
        """Each line with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    def received(self) -> dict[int, int]:
        """The units that arrived, by line."""
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line in self.lines}


def new_transfer_page(request: HttpRequest) -> HttpResponse:
    """Scan or type what goes, and send it."""
    rows = StockRows(request.POST if request.method == "POST" else None)
    typed = {name: request.POST[name] for name in RouteForm.base_fields if name in request.POST}
    form = RouteForm(request.POST) if "book" in request.POST else RouteForm(initial=typed)

    def show(status: int) -> HttpResponse:
        context = {"title": gettext("New transfer"), "form": form, "rows": rows, "opts": Transfer._meta}
        context |= {"is_alone": Location.objects.count() < 2}
        return site.render(request, "admin/inventory/new_transfer.html", context, status=status)

    if "book" not in request.POST:
        return show(200)
    units = rows.units()
    if not rows.rows:
        form.add_error(None, gettext("Scan or enter at least one item."))
    if not units:
        return show(422)

    def send(by: By) -> str:
        source, target, note = (form.cleaned_data[name] for name in ("source", "target", "note"))
        claim = claim_of(rows.key, by, request.path, source.pk, target.pk, note, rows.typed)
        send_transfer(source_id=source.pk, target_id=target.pk, units=units, note=note, by=by, claim=claim)
        number = sum(units.values())
        text = ngettext(
            "%(number)s unit is on its way to %(location)s.",
            "%(number)s units are on their way to %(location)s.",
            number,
        )
        return text % {"number": f"{number:,}", "location": target}

    return act(request, form, send, back_to=reverse("admin:inventory_transfer_changelist"), show=show)


def transfer_page(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show a transfer; receive it, all or in part, or bring it back."""
    transfer = get_object_or_404(Transfer.objects.select_related("source", "target"), pk=transfer_id)
    lines = list(transfer.lines.select_related("variant__product").order_by("pk"))
    may_change = request.user.has_perm("inventory.change_transfer")
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    is_cancelled = "cancel" in request.POST
    is_sent = is_cancelled or "receive" in request.POST
    form = ReceiveForm(request.POST if is_sent else None, lines=[] if is_cancelled else lines)

    def show(status: int) -> HttpResponse:
        context = {
            "title": gettext("Transfer %(number)s") % {"number": transfer.pk},
            "transfer": transfer,
            "lines": lines,
            "form": form,
            "is_open": transfer.status == Transfer.Status.SENT,
            "may_change": may_change,
            "movements": told_movements(StockMovement.objects.filter(transfer=transfer).order_by("-pk")[:50]),
            "opts": Transfer._meta,
        }
        return site.render(request, "admin/inventory/transfer.html", context, status=status)

    def move(by: By) -> str:
        if is_cancelled:
            cancel_transfer(transfer_id=transfer_id, by=by)
            return gettext("Everything is back at %(location)s.") % {"location": transfer.source}
        received = form.received()
        receive_transfer(transfer_id=transfer_id, by=by, received=received)
        lost = sum(line.quantity for line in lines) - sum(received.values())
        if not lost:
            return gettext("Received at %(location)s.") % {"location": transfer.target}
        text = ngettext(
            "Received at %(location)s. %(lost)s unit is recorded as lost.",
            "Received at %(location)s. %(lost)s units are recorded as lost.",
            lost,
        )
        return text % {"location": transfer.target, "lost": f"{lost:,}"}

    return act(request, form, move, back_to=request.path, show=show)
