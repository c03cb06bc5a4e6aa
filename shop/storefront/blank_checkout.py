"""The checkout of a guest who has typed nothing yet: most of its page is the same for all of them, and written once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from secrets import token_hex

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from shop.cart.models import Cart
from shop.channels.models import Channel, ContentPage

from .cart_page import CartView
from .checkout_page import PaymentOption, first_values, payment_options, show_quote
from .context import site_of
from .forms.checkout import CheckoutForm
from .shopper import prove_cart

PAGE = "storefront/checkout/checkout.html"
_SECRET = token_hex(16)  # nobody writes it into a name
_HOLE = re.compile(f"{_SECRET}-([a-z_]+)-")


@dataclass(frozen=True)
class _Blank:
    """What the page shows but for what is in the cart. Two that show the same are equal."""

    language: str
    country: str
    payments: tuple[PaymentOption, ...]
    shown: str
    channel: Channel = field(compare=False)
    pages: Sequence[ContentPage] = field(compare=False)


def fill_blank(request: HttpRequest, cart: Cart, view: CartView) -> str:
    """Return the page for a cart that can be ordered, of a guest who has typed nothing."""
    assert view.quote is not None, "a cart that can be ordered has a quote"
    site = site_of(request)
    values = {
        **show_quote(view, channel=site.channel),
        "csrf_token": get_token(request),
        "cart_id": cart.pk,
        "proof": prove_cart(cart),
        "agreed": view.quote.agreement(cart_id=cart.pk, country=view.country),
    }
    columns = [getattr(site.channel, one.attname) for one in Channel._meta.concrete_fields]
    shown = repr([columns, *((page.kind, page.slug, page.title) for page in site.pages)])
    blank = _Blank(get_language() or "", view.country, tuple(payment_options()), shown, site.channel, site.pages)
    texts, names = _written(blank)
    parts = [
        part for text, name in zip(texts, names, strict=False) for part in (text, conditional_escape(values[name]))
    ]
    return "".join([*parts, texts[-1]])


@lru_cache(maxsize=64)
def _written(blank: _Blank) -> tuple[list[str], list[str]]:
    """Return the texts of the page, and the names of what stands between them."""
    form = CheckoutForm(
        channel=blank.channel, initial={**first_values(None, [], before=None, typed={}), "country": blank.country}
    )
    names = ("summary", "delivery", "total", "seen_total", "csrf_token", "cart_id", "proof", "agreed")
    page = render_to_string(PAGE, {
        "form": form,
        "shop": blank.channel,
        "footer_pages": blank.pages,
        "cart": {"can_order": True},
        "payments": blank.payments,
        "payment": blank.payments[0].value if blank.payments else "",
        **{name: mark_safe(f"{_SECRET}-{name}-") for name in names},  # noqa: S308  # it stands for what is escaped
    })  # fmt: skip
    parts = _HOLE.split(page)
    return parts[::2], parts[1::2]
