"""The withdrawal function of Directive 2011/83/EU, Article 11a: a statement, and then "Confirm withdrawal".

With the order's link everything is filled in; without it anybody may declare, and learns nothing about orders.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.channels.queries import get_default_channel
from shop.core.actor import GUEST, By
from shop.core.clients import client_address
from shop.core.errors import DomainError, NotFound, http_status
from shop.core.idempotency import Claim, fingerprint_of, key_owner
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.operations import (
    announce_goods,
    declare_withdrawal,
    declare_without_login,
)
from shop.fulfilment.queries import (
    get_withdrawal_by_token,
    withdrawable_lines,
    withdrawal_path,
    withdrawal_period,
)
from shop.orders.models import Order, OrderAddress
from shop.orders.queries import get_order_by_token
from shop.storefront.forms.returns import StatementForm, TrackingForm, WithdrawForm, refuse
from shop.storefront.htmx import go_to, render_page
from shop.storefront.return_progress import by_buyer, progress_of

_STATES = Withdrawal.Status


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Withdraw without login: the statement, then its confirmation (`confirm`). The answer is always the same."""
    form = StatementForm(request.POST if request.method == "POST" else None)
    status, refused = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if "confirm" not in request.POST:
                return render_page(
                    request, "storefront/withdraw/confirm.html", {"form": form, "said": form.cleaned_data}
                )
            try:
                declare_without_login(**form.cleaned_data, client=client_address(request), now=timezone.now())
            except DomainError as error:
                refuse(form, error)
                status, refused = http_status(error), error
            else:
                return go_to(request, reverse("withdraw_done"))
    return render_page(request, "storefront/withdraw/start.html", {"form": form}, status=status, refused=refused)


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say that the receipt is in the mailbox: only whoever reads that sees how it goes on."""
    return render_page(request, "storefront/withdraw/done.html")


@require_http_methods(["GET", "HEAD", "POST"])
def from_order(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw from an order by its link: the statement, then its confirmation (`confirm`)."""
    order = _find_order(token)
    form = WithdrawForm(
        request.POST if request.method == "POST" else None,
        lines=withdrawable_lines(order),
        initial={"name": _name_of(order), "email": order.email},
    )
    context = {"form": form, "order": order, "token": token}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if "confirm" not in request.POST:
                context |= {"said": form.cleaned_data, "chosen": form.chosen()}
                return render_page(request, "storefront/withdraw/confirm.html", context)
            try:
                withdrawal = _declare_from_form(request, order, form)
            except DomainError as error:
                refuse(form, error)
                status = http_status(error)
            else:
                return go_to(request, withdrawal_path(withdrawal))
    context["period"] = withdrawal_period(order, now=timezone.now())
    return render_page(request, "storefront/withdraw/order.html", context, status=status)


@require_safe
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """The declaration as it was received, and how it goes on."""
    return _withdrawal_page(request, _withdrawal_of_token(token), token, TrackingForm(), 200)


@require_POST
def announce(request: HttpRequest, token: str) -> HttpResponse:
    """Note the proof that the goods were sent back."""
    withdrawal = _withdrawal_of_token(token)
    form = TrackingForm(request.POST)
    if not form.is_valid():
        return _withdrawal_page(request, withdrawal, token, form, 422)
    number = form.cleaned_data["tracking_number"]
    try:
        announce_goods(withdrawal_id=withdrawal.pk, tracking_number=number, by=By(GUEST, timezone.now()))
    except DomainError as error:
        form.add_error(None, error.message)
        return _withdrawal_page(request, withdrawal, token, form, http_status(error))
    messages.success(request, _("Thank you. We will look out for your parcel."))
    return go_to(request, withdrawal_path(withdrawal))


@require_safe
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """The slip that goes into the parcel, to print."""
    withdrawal = _withdrawal_of_token(token)
    lines = [(row.order_line, row.quantity_claimed) for row in withdrawal.lines.all() if row.quantity_claimed]
    context = {
        "title": _("Withdrawal %(number)s") % {"number": withdrawal},
        "order": withdrawal.order,
        "lines": lines,
        "withdrawal": withdrawal,
    }
    return render(request, "storefront/returns/slip.html", context)


def _declare_from_form(request: HttpRequest, order: Order, form: WithdrawForm) -> Withdrawal:
    claim = Claim(
        owner=key_owner(user_id=None, guest=order.public_id),
        key=form.cleaned_data["key"],
        fingerprint=fingerprint_of(method="POST", path=request.path, body=sorted(form.units.items())),
        keeps_answer=False,
    )
    return declare_withdrawal(
        order_id=order.pk,
        name=form.cleaned_data["name"],
        email=form.cleaned_data["email"],
        units=form.units,
        by=by_buyer(request, order),
        claim=claim,
    )


def _withdrawal_page(
    request: HttpRequest, withdrawal: Withdrawal, token: str, form: TrackingForm, status: int
) -> HttpResponse:
    headline, text = progress_of(withdrawal)
    channel = get_default_channel()
    awaits = withdrawal.status in (_STATES.DECLARED, _STATES.ACKNOWLEDGED)
    context = {
        "withdrawal": withdrawal, "token": token, "form": form, "headline": headline, "text": text,
        "declared_at": withdrawal.declared_at, "time_zone": channel.time_zone,
        "awaits_goods": awaits and (not withdrawal.lines.all() or any(row.awaited for row in withdrawal.lines.all())),
        "is_open": withdrawal.status not in (_STATES.REFUNDED, _STATES.CLOSED),
        "order": withdrawal.order,
    }  # fmt: skip
    return render_page(request, "storefront/withdraw/detail.html", context, status=status)


def _name_of(order: Order) -> str:
    address = next((one for one in order.addresses.all() if one.kind == OrderAddress.Kind.SHIPPING), None)
    return address.full_name if address else ""


def _find_order(token: str) -> Order:
    try:
        return get_order_by_token(token=token)
    except NotFound as error:
        raise Http404 from error


def _withdrawal_of_token(token: str) -> Withdrawal:
    try:
        return get_withdrawal_by_token(token=token)
    except NotFound as error:
        raise Http404 from error
