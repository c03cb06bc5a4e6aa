"""The checkout: one page, one form, one operation."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shop.accounts.models import Address
from shop.accounts.operations import save_address
from shop.accounts.queries import list_addresses
from shop.cart.models import Cart
from shop.cart.operations import keep_typed, renew_token
from shop.cart.queries import get_own_cart
from shop.checkout.operations import CartEmpty, PaymentDeclined, place_order
from shop.core.actor import By
from shop.core.clients import client_address
from shop.core.errors import DomainError, NotFound, http_status
from shop.orders.models import Order
from shop.orders.queries import get_order_by_token, order_path
from shop.storefront.blank_checkout import fill_blank
from shop.storefront.cart_page import show_cart
from shop.storefront.checkout_page import explain, first_values, show_checkout
from shop.storefront.context import site_of
from shop.storefront.forms.checkout import CheckoutForm, typed_in
from shop.storefront.guards import comes_back
from shop.storefront.htmx import go_to, htmx_target, personal_page, render_page, wants_fragment
from shop.storefront.shopper import (
    actor_of,
    cart_of,
    cart_token_of,
    proven_cart,
    remember_cart,
    user_id_of,
    user_of,
)

_PAGE = "storefront/checkout/checkout.html"
_STALE = gettext_lazy(
    "You have logged in or out since you opened this page, or your browser has lost its cookies. Nothing was ordered,"
    " and everything you entered is still here. Please check it and order again."
)
_LOGGED_OUT = gettext_lazy("You are no longer logged in. Everything you entered has been saved: log in to continue.")


def _come_back(request: HttpRequest) -> HttpResponse:
    """Show the form again, filled and with a fresh token, where the one it was sent with is not good any more.

    The cookie that finds a guest's cart may be lost as well; the page proves then whose it was.
    """
    shown, token = proven_cart(request), ""
    cart = cart_of(request)
    if cart is None and shown is not None:
        if shown.user_id is not None and user_id_of(request) is None:
            keep_typed(cart_id=shown.pk, typed=typed_in(request.POST.dict()), now=timezone.now())
            messages.warning(request, str(_LOGGED_OUT))
            return go_to(request, f"{reverse('account_login')}?{urlencode({'next': reverse('checkout')})}")
        token = renew_token(cart_id=shown.pk, now=timezone.now())
        cart = shown if token else None
    if cart is None:
        return go_to(request, reverse("cart"))
    response = _pause_checkout(request, cart) or _checkout_answer(
        request, _unjudged(request, cart), cart, notice=str(_STALE), status=409
    )
    remember_cart(response, token=token)
    return response


@comes_back(_come_back)
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the form; with the button `order`, and only with that, order; else show it again at the prices for it.

    `keep` only keeps what was typed in the field that it names, and `leave` keeps all and leads to another page.
    """
    ordering = request.method == "POST" and "order" in request.POST
    cart = _bought_or_open(request) if ordering else cart_of(request)
    if cart is None:
        return _come_back(request) if request.method == "POST" else go_to(request, reverse("cart"))
    if ordering:
        return _order(request, cart)
    failed = _failed_order(request)
    if request.method != "POST" and failed is None and (page := _blank_page(request, cart)) is not None:
        return page
    return _pause_checkout(request, cart) or _checkout_answer(
        request, _unjudged(request, cart, failed=failed), cart, failed=failed
    )


def _blank_page(request: HttpRequest, cart: Cart) -> HttpResponse | None:
    """Return the page of a guest who has typed nothing, where the cart can be ordered."""
    if cart.typed or wants_fragment(request) or user_id_of(request) is not None:
        return None
    channel = site_of(request).channel
    view = show_cart(cart, channel=channel, country=request.GET.get("country", ""), now=timezone.now())
    return personal_page(HttpResponse(fill_blank(request, cart, view))) if view.can_order else None


def _pause_checkout(request: HttpRequest, cart: Cart) -> HttpResponse | None:
    """Keep what was typed; where the buyer only wants that, or to go elsewhere, that is all."""
    if request.method != "POST":
        return None
    typed, field = typed_in(request.POST.dict()), request.POST.get("keep")
    if field is not None:  # alone: of several that are on their way, an earlier one may come last
        typed = {name: text for name, text in typed.items() if name == field}
    keep_typed(cart_id=cart.pk, typed=typed, now=timezone.now())
    if field is not None:
        return HttpResponse(status=204)
    path = request.POST.get("leave", "")
    return go_to(request, path) if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else None


def _order(request: HttpRequest, cart: Cart) -> HttpResponse:
    form = CheckoutForm(request.POST, channel=site_of(request).channel, saved=_saved(request))
    if not form.is_valid():
        _pause_checkout(request, cart)
        return _checkout_answer(request, form, cart, status=422)
    now = timezone.now()
    try:
        placed = place_order(
            by=By(actor_of(request), now),
            email=form.cleaned_data["email"],
            shipping_address=form.address,
            payment=form.payment_choice,
            shipping_method=form.cleaned_data["shipping_method"],
            cart_id=cart.pk,
            expected_total=form.expected_total,
            agreement=form.cleaned_data["agreed"],
            client=client_address(request),
        )
    except CartEmpty:
        return go_to(request, reverse("cart"))
    except DomainError as error:
        _pause_checkout(request, cart)
        return _show_checkout_refusal(request, form, cart, error)
    user_id = user_id_of(request)
    if user_id is not None and form.cleaned_data["save_address"] and form.chosen is None:
        with suppress(DomainError):  # a full address book does not undo an order
            save_address(user_id=user_id, address=form.address)
    return go_to(request, placed.payment.redirect_url or order_path(placed.order))


def _show_checkout_refusal(request: HttpRequest, form: CheckoutForm, cart: Cart, error: DomainError) -> HttpResponse:
    context = show_checkout(form, cart, now=timezone.now())
    text = explain(error, context["cart"], seen=form.expected_total, locale=form.channel.locale)
    if isinstance(error, PaymentDeclined):
        form.add_error("payment", text)
    else:
        form.refuse(error, text)
    status = 422 if error.kind == "payment" else http_status(error)
    return render_page(request, _PAGE, context, fragment="checkout-answer", status=status, refused=error)


def _checkout_answer(
    request: HttpRequest,
    form: CheckoutForm,
    cart: Cart,
    *,
    failed: Order | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    fragment = "checkout-update" if htmx_target(request) == "delivery" else "checkout-answer"
    context = show_checkout(form, cart, now=timezone.now())
    if context["cart"].is_empty:
        return go_to(request, reverse("cart"))
    context |= {"notice": notice, "country_changed": request.POST.get("update") == "country"}
    if failed is not None:
        payment = failed.payments.last()
        failure = payment.failure if payment else ""
        context["declined"] = failure or _("The payment was cancelled. No money was taken.")
    return render_page(request, _PAGE, context, fragment=fragment, status=status)


def _saved(request: HttpRequest) -> list[Address]:
    user_id = user_id_of(request)
    return list_addresses(user_id=user_id) if user_id is not None else []


def _unjudged(request: HttpRequest, cart: Cart, *, failed: Order | None = None) -> CheckoutForm:
    """Return the form with what was typed: just now, before, or for an order of this cart that was not paid."""
    typed = typed_in(request.POST.dict()) if request.method == "POST" else {}
    saved, channel = _saved(request), site_of(request).channel
    initial = first_values(user_of(request), saved, before=failed, typed={**cart.typed, **typed})
    if request.method != "POST" and (country := request.GET.get("country", "")) in channel.countries:
        initial["country"] = country
    return CheckoutForm(channel=channel, saved=saved, initial=initial)


def _bought_or_open(request: HttpRequest) -> Cart | None:
    """Return the cart that the form shows, even when a first click has bought it already, else the open one."""
    shown = request.POST.get("cart", "")
    if shown.isascii() and shown.isdigit() and len(shown) < 19:
        own = get_own_cart(cart_id=int(shown), user_id=user_id_of(request), token=cart_token_of(request))
        if own is not None and own.status != Cart.Status.MERGED:
            return own
    return cart_of(request)


def _failed_order(request: HttpRequest) -> Order | None:
    """Return the order of `?retry=`, the signed link of one that could not be paid."""
    try:
        order = get_order_by_token(token=request.GET.get("retry", ""))
    except NotFound:
        return None
    return order if order.status == Order.Status.CANCELLED and order.placed_at is None else None
