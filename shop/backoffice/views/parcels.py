"""Parcels: prepare, pack, send, follow, and what to do when one goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.forms import Done, VersionedForm
from shop.backoffice.site import site
from shop.core.actor import By
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import edit_tracking, move_parcel, prepare_parcels, resend_parcel, ship_parcel
from shop.orders.models import Order, OrderAddress

from .order_action import act_on_order
from .order_page import act_at_once
from .ship_order import CARRIERS, PiecesForm, TrackingFields


class SendForm(TrackingFields, VersionedForm):
    """How to follow a parcel; its version is the parcel's, not the order's."""


class PrepareForm(PiecesForm):
    """What goes into a parcel for the warehouse."""

    is_packed = forms.BooleanField(required=False, label=_("Already packed"))


class ProblemForm(VersionedForm):
    """What went wrong with a parcel on its way."""

    what = forms.ChoiceField(
        choices=[("lost", _("Lost")), ("returned_to_sender", _("Returned undelivered"))],
        widget=forms.RadioSelect, label=_("What happened?"),
    )  # fmt: skip
    restock = forms.BooleanField(required=False, label=_("The items can be sold: put them back in stock"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("restock") and data.get("what") == "lost":
            self.add_error("restock", gettext("Lost items cannot go back in stock."))
        return data


def prepare_parcel_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what can be packed, or plan a parcel of it."""
    order = get_object_or_404(Order, pk=order_id)
    form = PrepareForm(request.POST or None, order=order, place=request.GET.get("from", ""))

    def prepare(by: By) -> str:
        data = form.cleaned_data
        parcels = prepare_parcels(
            order_id=order.pk,
            by=by,
            quantities=form.quantities(),
            location_id=form.location_id,
            is_packed=data["is_packed"],
            version=data["version"],
        )
        return ngettext("%(number)s parcel prepared.", "%(number)s parcels prepared.", len(parcels)) % {
            "number": len(parcels)
        }

    template, title = "admin/orders/order/prepare.html", gettext("Prepare a parcel for %(order)s") % {"order": order}
    return act_on_order(request, order, form, prepare, template=template, title=title)


def send_parcel_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Send a packed parcel."""
    return _tracking_page(request, order_id, parcel_id, "send")


def tracking_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Correct how a parcel is followed."""
    return _tracking_page(request, order_id, parcel_id, "tracking")


def resend_parcel_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Send the content of a lost or returned parcel once more."""
    return _tracking_page(request, order_id, parcel_id, "resend")


_OPERATIONS: dict[str, tuple[Callable[..., Fulfilment], Promise, Promise]] = {
    "send": (ship_parcel, _("Ship a parcel of %(order)s"), _("Parcel shipped. We've emailed %(email)s.")),
    "tracking": (edit_tracking, _("Tracking of a parcel of %(order)s"), _("Tracking updated.")),
    "resend": (resend_parcel, _("Ship a parcel of %(order)s again"), _("New parcel shipped. We've emailed %(email)s.")),
}


def _tracking_page(request: HttpRequest, order_id: int, parcel_id: int, verb: str) -> HttpResponse:
    parcel = _parcel(order_id, parcel_id)
    order, (operation, title, told) = parcel.order, _OPERATIONS[verb]
    known = ("carrier",) if verb == "resend" else tuple(TrackingFields.base_fields)
    initial = {name: getattr(parcel, name) for name in known}
    form = SendForm(request.POST or None, row=parcel, initial=initial)

    def send(by: By) -> str:
        operation(parcel_id=parcel.pk, by=by, version=form.cleaned_data["version"], **form.tracking())
        return str(told) % {"email": order.email}

    return act_on_order(
        request,
        order,
        form,
        send,
        template="admin/orders/order/parcel.html",
        title=str(title) % {"order": order},
        parcel=parcel,
        carriers=CARRIERS,
        verb=verb,
    )


def problem_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Note that a parcel got lost or came back; then staff send it again or refund it."""
    parcel = _parcel(order_id, parcel_id)
    form = ProblemForm(request.POST or None, row=parcel)

    def note(by: By) -> str:
        data = form.cleaned_data
        target, restock = data["what"], data["restock"]
        move_parcel(parcel_id=parcel.pk, target=target, restock=restock, by=by, version=data["version"])
        return gettext("Problem recorded. Ship again or refund the items.")

    template, title = (
        "admin/orders/order/problem.html",
        gettext("Problem with a parcel of %(order)s") % {"order": parcel.order},
    )
    return act_on_order(request, parcel.order, form, note, template=template, title=title, parcel=parcel)


def move_parcel_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Move a parcel by one click (POST only), and show the order again; a refusal is shown there."""
    parcel = _parcel(order_id, parcel_id)
    target, version = request.POST.get("target", ""), request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1

    def move(by: By) -> Done:
        moved = move_parcel(parcel_id=parcel.pk, target=target, by=by, version=seen)
        return Done(gettext("Parcel: %(status)s.") % {"status": moved.get_status_display()})

    return act_at_once(request, parcel.order, move)


def packing_slip_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Show what belongs into a parcel, made to be printed; it names no prices."""
    parcel = _parcel(order_id, parcel_id)
    lines = parcel.lines.select_related("order_line").order_by("order_line__position")
    context = {
        "title": gettext("Packing slip for %(order)s") % {"order": parcel.order},
        "order": parcel.order,
        "parcel": parcel,
        "rows": lines,
        "address": OrderAddress.objects.filter(order_id=order_id, kind=OrderAddress.Kind.SHIPPING).first(),
    }
    return site.render(request, "admin/orders/order/slip.html", context)


def _parcel(order_id: int, parcel_id: int) -> Fulfilment:
    parcels = Fulfilment.objects.select_related("order", "location")
    return get_object_or_404(parcels, pk=parcel_id, order=order_id)
