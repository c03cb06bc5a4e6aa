"""What the checkout shows: the cart once more, ways of delivery and of payment, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from shop.accounts.models import Address, User
from shop.cart.models import Cart
from shop.channels.models import Channel
from shop.checkout.operations import OrderChanged, OutOfStock, PaymentDeclined, PriceChanged, UnknownProduct
from shop.core.errors import DomainError
from shop.core.formats import format_list
from shop.core.money import Money
from shop.inventory.rules import Shortage
from shop.orders.models import Order
from shop.orders.queries import typed_for
from shop.payments.providers import offered_providers
from shop.shipping.queries import MethodUnavailable

from .cart_page import CartView, show_cart
from .forms.checkout import NEW, CheckoutForm
from .shopper import prove_cart


class PaymentOption(NamedTuple):
    """A radio button of the payment section; `value` is "provider:method"."""

    value: str
    label: str
    hint: str


def payment_options() -> list[PaymentOption]:
    """Return the payment methods that are on offer."""
    return [
        PaymentOption(f"{provider.code}:{choice.code}", str(choice.label), str(choice.hint))
        for provider in offered_providers()
        for choice in provider.methods
    ]


def show_checkout(form: CheckoutForm, cart: Cart, *, now: datetime) -> dict[str, Any]:
    """Return what the checkout's template needs, at present prices for the country and delivery in the form."""
    country, shipping = form.destination, str(form["shipping_method"].value() or "")
    try:
        view = show_cart(cart, channel=form.channel, country=country, shipping=shipping, now=now)
    except MethodUnavailable:  # chosen for another country before
        view = show_cart(cart, channel=form.channel, country=country, now=now)
    payments = payment_options()
    return {
        **show_quote(view, channel=form.channel, form=form),
        "form": form,
        "cart": view,
        "cart_id": cart.pk,
        "proof": prove_cart(cart),
        "agreed": view.quote.agreement(cart_id=cart.pk, country=view.country) if view.quote else "",
        "payments": payments,
        "payment": form["payment"].value() or (payments[0].value if payments else ""),
    }


def show_quote(view: CartView, *, channel: Channel, form: CheckoutForm | None = None) -> dict[str, Any]:
    """Return what the page says of goods and delivery, once however often it says it. No `form`: nothing is wrong."""
    shown = {"quote": view.quote, "shop": channel, "form": form}
    return {
        "quote": view.quote,
        "summary": render_to_string("storefront/checkout/summary.html", shown),
        "delivery": render_to_string("storefront/checkout/delivery.html", shown),
        "total": view.quote.total.format(channel.locale) if view.quote else "",
        "seen_total": view.quote.total.amount_minor if view.quote else "",
    }


def first_values(
    user: User | None, saved: Sequence[Address], *, before: Order | None, typed: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the form begins with: what was typed, else what is known of the customer.

    `before` is an order that could not be paid. Who typed an address goes on with that; others with their default.
    """
    known: dict[str, Any] = {"save_address": True}
    if user is not None:
        known |= {"email": user.email, "full_name": user.get_full_name()}
    given = {**(typed_for(before) if before else {}), **typed}
    if given.get("line1") or given.get("city") or not saved:
        known["deliver_to"] = NEW
    else:
        known |= {"deliver_to": str(saved[0].pk), "country": saved[0].country}
    return known | {name: text for name, text in given.items() if name != "email" or text}


def explain(error: DomainError, view: CartView, *, seen: Money, locale: str) -> str:
    """Return a refusal in the words of somebody who shops."""
    match error:
        case PriceChanged():
            totals = {"total": error.new_total.format(locale), "before": seen.format(locale)}
            return _("The total is now %(total)s instead of %(before)s. Please check it and order again.") % totals
        case OrderChanged():
            return _("Your cart, its prices or the delivery have changed. Please check your order and place it again.")
        case OutOfStock():
            names = {line.sku: line.name for line in (view.quote.lines if view.quote else ())}
            return " ".join([
                *(_shortage(names.get(one.sku, one.sku), one) for one in error.shortages),
                _("Nothing was ordered. Please change your cart."),
            ])  # fmt: skip
        case UnknownProduct():
            unsold = [line.variant.product.name for line in view.unsold] or [_("Something in your cart")]
            text = _("%(names)s: no longer available. Nothing was ordered. Please remove it from your cart.")
            return text % {"names": format_list(unsold, locale)}
        case PaymentDeclined():
            return f"{error.message} {_('Please try again or choose another payment method.')}"
    return error.message


def _shortage(name: str, shortage: Shortage) -> str:
    if shortage.available <= 0:
        return _("%(name)s is sold out.") % {"name": name}
    numbers = {"name": name, "available": shortage.available, "requested": shortage.requested}
    return _("Only %(available)d of %(name)s left; you wanted %(requested)d.") % numbers
