"""A customer's own pages: overview, orders, addresses. Password, email and sessions are allauth's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.accounts.operations import delete_address, save_address, set_default_address
from shop.accounts.queries import default_address, get_address, list_addresses, verified_emails
from shop.core.errors import DomainError, InvalidInput, NotFound
from shop.orders.queries import get_order_for, list_orders_for
from shop.storefront.context import site_of
from shop.storefront.forms.address import AddressForm
from shop.storefront.htmx import go_to, render_page
from shop.storefront.order_page import show_order
from shop.storefront.shopper import user_of

ORDERS_PER_PAGE = 20


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The latest orders, the default address, and whether the email address is confirmed."""
    user = _user(request)
    context = {
        "orders": list_orders_for(user_id=user.pk)[:3],
        "address": default_address(user_id=user.pk),
        "is_verified": user.email.lower() in verified_emails(user_id=user.pk),
        "section": "overview",
    }
    return render_page(request, "storefront/account/overview.html", context)


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """All orders, newest first."""
    pages = Paginator(list_orders_for(user_id=_user(request).pk), ORDERS_PER_PAGE)
    context = {"page": pages.get_page(request.GET.get("page")), "section": "orders"}
    return render_page(request, "storefront/account/orders.html", context)


@login_required
@require_safe
def order(request: HttpRequest, public_id: str) -> HttpResponse:
    """One order."""
    try:
        found = get_order_for(user_id=_user(request).pk, public_id=public_id)
    except NotFound as error:
        raise Http404 from error
    return render_page(request, "storefront/order/order.html", {**show_order(found), "in_account": True})


@login_required
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """The address book."""
    context = {"addresses": list_addresses(user_id=_user(request).pk), "section": "addresses"}
    return render_page(request, "storefront/account/addresses.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, address_id: int | None = None) -> HttpResponse:
    """Add an address, or change one."""
    user = _user(request)
    initial: dict[str, Any] = {"full_name": user.get_full_name()}
    if address_id is not None:
        try:
            entry = get_address(user_id=user.pk, address_id=address_id)
        except NotFound as error:
            raise Http404 from error
        initial = {name: getattr(entry, name) for name in AddressForm.base_fields}
    if changes := "update" in request.POST:  # only the country: shown again with its fields, and not judged
        initial = {name: text for name, text in request.POST.items() if name in AddressForm.base_fields}
    data = request.POST if request.method == "POST" and not changes else None
    form = AddressForm(data, channel=site_of(request).channel, initial=initial)
    swap = {"hx-post": request.path, "hx-vals": '{"update": "country"}', "hx-target": "#address-fields"}
    form.fields["country"].widget.attrs |= {**swap, "hx-swap": "outerHTML"}
    if data is not None and form.is_valid():
        try:
            save_address(user_id=user.pk, address=form.address, address_id=address_id)
        except InvalidInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The address has been saved."))
            return go_to(request, reverse("addresses"))
    context = {"form": form, "address_id": address_id, "section": "addresses"}
    status = 422 if form.errors else 200
    page = "storefront/account/address.html"
    return render_page(request, page, context, fragment="address-fields", status=status)


@login_required
def address_action(request: HttpRequest, address_id: int) -> HttpResponse:
    """Remove an address (`delete`) or make it the default. Opened directly, as after a login: the address book."""
    if request.method != "POST":
        return go_to(request, reverse("addresses"))
    user_id = _user(request).pk
    try:
        if "delete" in request.POST:
            delete_address(user_id=user_id, address_id=address_id)
            messages.success(request, _("The address has been removed."))
        else:
            set_default_address(user_id=user_id, address_id=address_id)
            messages.success(request, _("This is now your default address."))
    except DomainError as error:
        messages.error(request, error.message)
    return go_to(request, reverse("addresses"))


def _user(request: HttpRequest) -> Any:
    user = user_of(request)
    assert user is not None, "the view asks for a login first"
    return user
