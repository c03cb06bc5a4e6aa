"""Parcels: prepare, pack, send, follow, and what to do when one goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shop.backoffice.permissions import by_staff, staff_of
from shop.backoffice.site import site
from shop.core.errors import DomainError, Forbidden, http_status
from shop.fulfilment.models import Fulfilment
from shop.fulfilment.operations import edit_tracking, move_parcel, prepare_parcels, resend_parcel, ship_parcel
from shop.orders.models import Order, OrderAddress

from .order_action import VersionedForm, act, find_order, order_url
from .order_page import order_response
from .ship_order import CARRIERS, PiecesForm, TrackingFields


class PrepareForm(PiecesForm):
    """What goes into a parcel for the warehouse."""

    is_packed = forms.BooleanField(required=False, label="It is packed already")


class ParcelForm(VersionedForm):
    """A form about a parcel: its version is the parcel's, not the order's."""

    def __init__(self, *args: Any, order: Order, parcel: Fulfilment, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.initial["version"] = parcel.version


class SendForm(TrackingFields, ParcelForm):
    """How to follow the parcel."""

    def __init__(self, *args: Any, parcel: Fulfilment, **kwargs: Any) -> None:
        super().__init__(*args, parcel=parcel, **kwargs)
        for name in ("carrier", "tracking_number", "tracking_url"):
            self.initial.setdefault(name, getattr(parcel, name))


class ProblemForm(ParcelForm):
    """What went wrong with a parcel on its way."""

    what = forms.ChoiceField(
        choices=[("lost", "It got lost"), ("returned_to_sender", "It came back undelivered")],
        widget=forms.RadioSelect, label="What happened?",
    )  # fmt: skip
    restock = forms.BooleanField(required=False, label="The goods are fit for sale: put them back into stock")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("restock") and data.get("what") == "lost":
            self.add_error("restock", "What is lost cannot go back into stock.")
        return data


def prepare_parcel_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what can be packed, or plan a parcel of it."""
    order = find_order(request, order_id, permission="orders.ship_order")
    form = PrepareForm(request.POST or None, order=order, place=request.GET.get("from", ""))

    def prepare() -> str:
        data = form.cleaned_data
        parcels = prepare_parcels(
            order_id=order.pk,
            by=by_staff(request),
            quantities=form.quantities(),
            location_id=form.location_id,
            is_packed=data["is_packed"],
            version=data["version"],
        )
        return f"{len(parcels)} parcel{'s' if len(parcels) > 1 else ''} prepared."

    template = "admin/orders/order/prepare.html"
    return act(request, order=order, form=form, template=template, title=f"Prepare a parcel of {order}", action=prepare)


def send_parcel_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Send a packed parcel."""
    return _tracking_page(request, order_id, parcel_id, "send")


def tracking_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Correct how a parcel is followed."""
    return _tracking_page(request, order_id, parcel_id, "tracking")


def resend_parcel_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Send the content of a lost or returned parcel once more."""
    return _tracking_page(request, order_id, parcel_id, "resend")


_OPERATIONS: dict[str, tuple[Callable[..., Fulfilment], str, str]] = {
    "send": (ship_parcel, "Send a parcel of {}", "The parcel is on its way; {} is being told."),
    "tracking": (edit_tracking, "Tracking of a parcel of {}", "The tracking is corrected."),
    "resend": (resend_parcel, "Send a parcel of {} again", "A new parcel is on its way; {} is being told."),
}


def _tracking_page(request: HttpRequest, order_id: int, parcel_id: int, verb: str) -> HttpResponse:
    order, parcel = _find(request, order_id, parcel_id)
    operation, title, told = _OPERATIONS[verb]
    initial = {"carrier": parcel.carrier, "tracking_number": "", "tracking_url": ""} if verb == "resend" else None
    form = SendForm(request.POST or None, order=order, parcel=parcel, initial=initial)

    def send() -> str:
        data = form.cleaned_data
        operation(
            parcel_id=parcel.pk,
            by=by_staff(request),
            version=data["version"],
            **{name: data[name] for name in ("carrier", "tracking_number", "tracking_url")},
        )
        return told.format(order.email)

    return act(
        request,
        order=order,
        form=form,
        template="admin/orders/order/parcel.html",
        title=title.format(order),
        action=send,
        context={"parcel": parcel, "carriers": CARRIERS, "verb": verb},
    )


def problem_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Note that a parcel got lost or came back; then staff send it again or refund it."""
    order, parcel = _find(request, order_id, parcel_id)
    form = ProblemForm(request.POST or None, order=order, parcel=parcel)

    def note() -> str:
        data = form.cleaned_data
        move_parcel(
            parcel_id=parcel.pk,
            target=data["what"],
            restock=data["restock"],
            by=by_staff(request),
            version=data["version"],
        )
        return "Noted. Send it again or refund it."

    context = {"parcel": parcel}
    template = "admin/orders/order/problem.html"
    title = f"Problem with a parcel of {order}"
    return act(request, order=order, form=form, template=template, title=title, action=note, context=context)


def move_parcel_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Move a parcel by one click (POST only), and show the order again; a refusal is shown there."""
    order, parcel = _find(request, order_id, parcel_id)
    version = request.POST.get("version", "")
    try:
        moved = move_parcel(
            parcel_id=parcel.pk,
            target=request.POST.get("target", ""),
            by=by_staff(request),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1,
        )
    except Forbidden as error:
        raise PermissionDenied from error
    except DomainError as error:
        messages.error(request, error.message)
        return order_response(request, order.pk, status=http_status(error))
    messages.success(request, f"Parcel: {moved.get_status_display().lower()}.")
    return HttpResponseRedirect(order_url(order))


def packing_slip_page(request: HttpRequest, order_id: int, parcel_id: int) -> HttpResponse:
    """Show what belongs into a parcel, made to be printed; it names no prices."""
    actor = staff_of(request)
    if "orders.view_order" not in actor.permissions:
        raise PermissionDenied
    parcels = Fulfilment.objects.select_related("order", "location").prefetch_related("lines__order_line")
    parcel = parcels.filter(pk=parcel_id, order_id=order_id).first()
    if parcel is None:
        raise Http404
    address = OrderAddress.objects.filter(order_id=order_id, kind=OrderAddress.Kind.SHIPPING).first()
    context = {
        **site.each_context(request),
        "title": f"Packing slip of {parcel.order}",
        "order": parcel.order,
        "parcel": parcel,
        "rows": sorted(parcel.lines.all(), key=lambda row: row.order_line.position),
        "address": address,
    }
    return render(request, "admin/orders/order/slip.html", context)


def _find(request: HttpRequest, order_id: int, parcel_id: int) -> tuple[Order, Fulfilment]:
    order = find_order(request, order_id, permission="orders.ship_order")
    parcel = Fulfilment.objects.filter(pk=parcel_id, order=order).select_related("location").first()
    if parcel is None:
        raise Http404
    return order, parcel
