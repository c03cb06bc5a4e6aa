"""The cart: its page, its drawer and what changes it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shop.cart.models import Cart, CartLine
from shop.cart.operations import add_to_cart, keep_typed, set_quantity
from shop.catalog.models import Variant
from shop.core.errors import DomainError, NotFound, http_status
from shop.storefront.cart_page import CartView, show_cart
from shop.storefront.context import site_of
from shop.storefront.guards import same_origin_only
from shop.storefront.htmx import go_to, htmx_target, render_page, wants_fragment
from shop.storefront.shopper import cart_of, cart_token_of, remember_cart, user_id_of

_DRAWER = "cart-drawer"


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """A line that was just taken out, to be put back by one click."""

    sku: str
    name: str
    quantity: int


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """The cart's page. `?added=SKU` confirms what was put in; `?removed=SKU&quantity=2` offers to undo a removal,
    `?capped=SKU` says that a line holds all there is."""
    removed = _removed(request.GET.get("removed", ""), _parse_quantity(request.GET.get("quantity")) or 1)
    added, capped = request.GET.get("added", ""), request.GET.get("capped", "")
    return _cart_answer(request, cart_of(request), added=added, capped=capped, removed=removed)


@require_safe
def drawer(request: HttpRequest) -> HttpResponse:
    """What the drawer shows; opened directly it is the cart's page."""
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("cart"))
    return _cart_answer(request, cart_of(request))


@same_origin_only
def add(request: HttpRequest) -> HttpResponse:
    """Put `quantity` units of `sku` into the cart, one where no number is given. Opened directly: the cart."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("cart"))
    sku = request.POST.get("sku", "").replace("\x00", "")
    try:
        added = add_to_cart(
            user_id=user_id_of(request),
            token=cart_token_of(request),
            sku=sku,
            quantity=_parse_quantity(request.POST.get("quantity", "1")),
            now=timezone.now(),
        )
    except DomainError as error:
        return _cart_answer(request, cart_of(request), error=error)
    capped = sku if added.is_capped else ""
    if wants_fragment(request):
        response = _cart_answer(request, added.cart, added=sku, capped=capped)
    else:
        response = go_to(request, _cart_url(added=sku, capped=capped))
    remember_cart(response, token=added.token)
    return response


@same_origin_only
def change(request: HttpRequest, line_id: int) -> HttpResponse:
    """Set the `quantity` of a line; 0, or the button `remove`, takes it out. Opened directly: the cart."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("cart"))
    found = cart_of(request)
    line = CartLine.objects.select_related("variant__product").filter(cart=found, pk=line_id).first() if found else None
    if found is None or line is None:
        return _cart_answer(request, found, error=NotFound(_("This is no longer in your cart.")))
    _keep_country(request, found)
    quantity = 0 if "remove" in request.POST else _parse_quantity(request.POST.get("quantity"))
    try:
        given = set_quantity(cart=found, line_id=line_id, quantity=quantity, now=timezone.now())
    except DomainError as error:
        return _cart_answer(request, found, error=error)
    removed = RemovedLine(line.variant.sku, line.variant.product.name, line.quantity) if quantity == 0 else None
    capped = line.variant.sku if given < quantity else ""
    if wants_fragment(request):
        return _cart_answer(request, found, removed=removed, after=line_id, capped=capped)
    return go_to(
        request, _cart_url(removed=removed.sku, quantity=removed.quantity) if removed else _cart_url(capped=capped)
    )


@same_origin_only
def country(request: HttpRequest) -> HttpResponse:
    """Choose the `country` that delivery is priced for; it stays chosen. Opened directly: the cart."""
    found = cart_of(request)
    if request.method != "POST" or found is None:
        return go_to(request, reverse("cart"))
    _keep_country(request, found)
    return _cart_answer(request, found) if wants_fragment(request) else go_to(request, reverse("cart"))


def _keep_country(request: HttpRequest, found: Cart) -> None:
    """Keep the country that a form names, where it is another one than before."""
    channel, chosen = site_of(request).channel, request.POST.get("country", "")
    if chosen in channel.countries and chosen != found.typed.get("country", channel.default_country):
        keep_typed(cart_id=found.pk, typed={"country": chosen}, now=timezone.now())
        found.typed["country"] = chosen


def _cart_answer(
    request: HttpRequest,
    found: Cart | None,
    *,
    added: str = "",
    capped: str = "",
    removed: RemovedLine | None = None,
    after: int = 0,
    error: DomainError | None = None,
) -> HttpResponse:
    """Show the cart: as a page, as its part of the page, or in the drawer, whichever the visitor looks at."""
    channel = site_of(request).channel
    country = request.GET.get("country") or (found.typed.get("country", "") if found else "")
    view = show_cart(found, channel=channel, country=country, now=timezone.now())
    lines = view.quote.lines if view.quote else ()
    context = {
        "cart": view,
        "added": next((line for line in lines if line.sku == added), None),
        "capped": next((line for line in lines if line.sku == capped), None),
        "removed": removed,
        "focus_line": next((line.line_id for line in lines if line.line_id > after), 0) if removed else 0,
        "error": error,
        "countries": channel.countries,
        "status_text": _status_text(view, locale=channel.locale),
    }
    name = "drawer" if htmx_target(request) == _DRAWER else "cart"
    status = _status(error) if error else 200
    return render_page(
        request, f"storefront/cart/{name}.html", context, fragment=f"{name}-answer", status=status, refused=error
    )


def _status_text(view: CartView, *, locale: str) -> str:
    if view.quote is None or not view.units:
        return _("Your cart is empty")
    text = ngettext("Cart: %(count)d item, %(total)s", "Cart: %(count)d items, %(total)s", view.units)
    return text % {"count": view.units, "total": view.quote.total.format(locale)}


def _status(error: DomainError) -> int:
    """Return the status of a refusal: what is gone is a conflict with what the shopper saw, not a missing page."""
    return 409 if error.kind == "not_found" else http_status(error)


def _removed(sku: str, quantity: int) -> RemovedLine | None:
    variant = Variant.objects.select_related("product").filter(sku=sku).first() if sku and "\x00" not in sku else None
    return RemovedLine(variant.sku, variant.product.name, quantity) if variant else None


def _cart_url(**query: str | int) -> str:
    """Return the cart's address with what it should say; what is empty is left out."""
    said = {name: value for name, value in query.items() if value}
    return f"{reverse('cart')}?{urlencode(said)}" if said else reverse("cart")


def _parse_quantity(text: str | None) -> int:
    """Read a quantity; what is no number is refused by the operation."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
