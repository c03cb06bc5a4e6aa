"""The checkout: one page, one form, one operation."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shop.accounts.operations import save_address
from shop.accounts.queries import default_address
from shop.accounts.rules import AddressInput
from shop.cart.models import Cart
from shop.cart.queries import get_own_cart
from shop.checkout.operations import CartEmpty, PaymentDeclined, place_order
from shop.core.clients import client_address
from shop.core.errors import DomainError, NotFound, http_status
from shop.orders.models import Order, OrderAddress
from shop.orders.queries import get_order_by_token, order_path
from shop.storefront.checkout_page import explain, show_checkout
from shop.storefront.context import site_of
from shop.storefront.forms.checkout import CheckoutForm, first_values
from shop.storefront.htmx import go_to, htmx_target, render_page
from shop.storefront.shopper import actor_of, cart_of, cart_token_of, user_id_of, user_of

_PAGE = "storefront/checkout/checkout.html"
_ADDRESS = tuple(asdict(AddressInput("", "", "", "", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the form; with the button `update` show it again at the prices for what is chosen; else order."""
    ordering = request.method == "POST" and "update" not in request.POST
    cart = _bought_or_open(request) if ordering else cart_of(request)
    if cart is None:
        return go_to(request, reverse("cart"))
    if ordering:
        return _order(request, cart)
    failed = _failed_order(request)
    initial = _typed(request) or (_again(failed) if failed else _known(request))
    return _answer(request, CheckoutForm(channel=site_of(request).channel, initial=initial), cart, failed=failed)


def _order(request: HttpRequest, cart: Cart) -> HttpResponse:
    channel = site_of(request).channel
    form = CheckoutForm(request.POST, channel=channel)
    if not form.is_valid():
        return _answer(request, form, cart, status=422)
    now = timezone.now()
    try:
        placed = place_order(
            actor=actor_of(request),
            email=form.cleaned_data["email"],
            shipping_address=form.address,
            payment=form.payment_choice,
            shipping_method=form.cleaned_data["shipping_method"],
            cart_id=cart.pk,
            expected_total=form.expected_total,
            client=client_address(request),
            now=now,
        )
    except CartEmpty:
        return go_to(request, reverse("cart"))
    except DomainError as error:
        return _refused(request, form, cart, error)
    user_id = user_id_of(request)
    if user_id is not None and form.cleaned_data["save_address"]:
        with suppress(DomainError):  # a full address book does not undo an order
            save_address(user_id=user_id, address=form.address)
    return go_to(request, placed.payment.redirect_url or order_path(placed.order))


def _refused(request: HttpRequest, form: CheckoutForm, cart: Cart, error: DomainError) -> HttpResponse:
    context = show_checkout(form, cart, now=timezone.now())
    text = explain(error, context["cart"], seen=form.expected_total, locale=form.channel.locale)
    if isinstance(error, PaymentDeclined):
        form.add_error("payment", text)
    else:
        form.refuse(error, text)
    status = 422 if error.kind == "payment" else http_status(error)
    return render_page(request, _PAGE, context, fragment="checkout-answer", status=status, refused=error)


def _answer(
    request: HttpRequest, form: CheckoutForm, cart: Cart, *, failed: Order | None = None, status: int = 200
) -> HttpResponse:
    fragment = "checkout-update" if htmx_target(request) == "delivery" else "checkout-answer"
    context = show_checkout(form, cart, now=timezone.now())
    if context["cart"].is_empty:
        return go_to(request, reverse("cart"))
    if failed is not None:
        payment = failed.payments.last()
        context["declined"] = (payment.failure if payment else "") or "The payment was cancelled. No money was taken."
    return render_page(request, _PAGE, context, fragment=fragment, status=status)


def _bought_or_open(request: HttpRequest) -> Cart | None:
    """Return the cart that the form shows, even when a first click has bought it already, else the open one."""
    shown = request.POST.get("cart", "")
    if shown.isascii() and shown.isdigit() and len(shown) < 19:
        own = get_own_cart(cart_id=int(shown), user_id=user_id_of(request), token=cart_token_of(request))
        if own is not None and own.status != Cart.Status.MERGED:
            return own
    return cart_of(request)


def _typed(request: HttpRequest) -> dict[str, Any]:
    return first_values(request.POST.dict()) if request.method == "POST" else {}


def _failed_order(request: HttpRequest) -> Order | None:
    """Return the order of `?retry=`, the signed link of one that could not be paid."""
    try:
        order = get_order_by_token(token=request.GET.get("retry", ""))
    except NotFound:
        return None
    return order if order.status == Order.Status.CANCELLED and order.placed_at is None else None


def _again(order: Order) -> dict[str, Any]:
    """Return everything that was typed for an order that could not be paid."""
    address = order.addresses.get(kind=OrderAddress.Kind.SHIPPING)
    typed = {name: getattr(address, name) for name in _ADDRESS}
    return {"email": order.email, "shipping_method": order.shipping_code, **typed}


def _known(request: HttpRequest) -> dict[str, Any]:
    """Return what is known before anything is typed: the customer's address, the country chosen in the cart."""
    known: dict[str, Any] = {}
    if (user := user_of(request)) is not None:
        known = {"email": user.email, "full_name": user.get_full_name(), "save_address": True}
        if (address := default_address(user_id=user.pk)) is not None:
            known |= {name: getattr(address, name) for name in _ADDRESS} | {"save_address": False}
    if (country := request.GET.get("country", "")) in site_of(request).channel.countries:
        known["country"] = country
    return known
