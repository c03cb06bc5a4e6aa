"""Sending something back: ask, see how it goes, print the slip. Whoever holds the order's link may."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.core.errors import DomainError, NotFound, http_status
from shop.core.idempotency import Claim, fingerprint_of, key_owner
from shop.fulfilment.models import Return
from shop.fulfilment.operations import announce_return, cancel_return, request_return
from shop.fulfilment.queries import get_return, returnable_lines
from shop.orders.models import Order
from shop.orders.queries import get_order_by_token, order_path, order_token
from shop.storefront.forms.returns import ReturnForm, TrackingForm, refuse
from shop.storefront.htmx import go_to, render_page
from shop.storefront.return_progress import by_buyer, progress_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, token: str) -> HttpResponse:
    """Ask to send something back, for money or for something else."""
    order = _sent_order(token)
    lines = [(line, line.returnable_quantity) for line in returnable_lines(order)]
    form = ReturnForm(request.POST if request.method == "POST" else None, lines=lines, locale=order.locale)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return_ = _request_return(request, order, form)
            except DomainError as error:
                refuse(form, error)
                status = http_status(error)
            else:
                return go_to(request, _return_url(order, return_))
    context = {"form": form, "order": order, "token": token}
    return render_page(request, "storefront/returns/new.html", context, status=status)


@require_safe
def detail(request: HttpRequest, token: str, return_id: str) -> HttpResponse:
    """Where a return stands, and what to do next."""
    return _return_page(request, *_find_return(token, return_id), TrackingForm(), 200)


@require_POST
def announce(request: HttpRequest, token: str, return_id: str) -> HttpResponse:
    """Note that the parcel is on its way."""
    order, return_ = _find_return(token, return_id)
    form = TrackingForm(request.POST)
    if not form.is_valid():
        return _return_page(request, order, return_, form, 422)
    number = form.cleaned_data["tracking_number"]
    try:
        announce_return(return_id=return_.pk, tracking_number=number, by=by_buyer(request, order))
    except DomainError as error:
        form.add_error(None, error.message)
        return _return_page(request, order, return_, form, http_status(error))
    messages.success(request, _("Thank you. We will look out for your parcel."))
    return go_to(request, _return_url(order, return_))


@require_POST
def cancel(request: HttpRequest, token: str, return_id: str) -> HttpResponse:
    """Keep the goods after all."""
    order, return_ = _find_return(token, return_id)
    try:
        cancel_return(return_id=return_.pk, by=by_buyer(request, order))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your return is cancelled. You keep the items."))
    return go_to(request, _return_url(order, return_))


@require_safe
def slip(request: HttpRequest, token: str, return_id: str) -> HttpResponse:
    """The slip that goes into the parcel, to print."""
    order, return_ = _find_return(token, return_id)
    if return_.status not in (Return.Status.APPROVED, Return.Status.IN_TRANSIT, Return.Status.RECEIVED):
        raise Http404
    lines = [(row.order_line, row.quantity) for row in return_.lines.all()]
    context = {
        "title": _("Return %(number)s") % {"number": return_},
        "order": order,
        "lines": lines,
        "instructions": return_.instructions,
    }
    return render(request, "storefront/returns/slip.html", context)


def _request_return(request: HttpRequest, order: Order, form: ReturnForm) -> Return:
    claim = Claim(
        owner=key_owner(user_id=None, guest=order.public_id),
        key=form.cleaned_data["key"],
        fingerprint=fingerprint_of(method="POST", path=request.path, body=[repr(item) for item in form.items]),
        keeps_answer=False,
    )
    return request_return(
        order_id=order.pk,
        items=form.items,
        comment=form.cleaned_data["comment"],
        by=by_buyer(request, order),
        claim=claim,
    )


def _return_page(request: HttpRequest, order: Order, return_: Return, form: TrackingForm, status: int) -> HttpResponse:
    headline, text = progress_of(return_)
    context = {
        "order": order, "token": order_token(order), "return_": return_, "form": form,
        "headline": headline, "text": text, "locale": order.locale,
        "can_cancel": return_.status in ("requested", "approved"),
        "can_print": return_.status in ("approved", "in_transit", "received"),
        "replacement_url": order_path(return_.replacement) if return_.replacement else "",
    }  # fmt: skip
    return render_page(request, "storefront/returns/detail.html", context, status=status)


def _sent_order(token: str) -> Order:
    try:
        return get_order_by_token(token=token)
    except NotFound as error:
        raise Http404 from error


def _find_return(token: str, return_id: str) -> tuple[Order, Return]:
    order = _sent_order(token)
    try:
        return order, get_return(order=order, public_id=return_id)
    except NotFound as error:
        raise Http404 from error


def _return_url(order: Order, return_: Return) -> str:
    return f"{order_path(order)}returns/{return_.public_id}/"
