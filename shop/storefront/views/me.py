"""The island of cached pages: what only this visitor may see of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from shop.cart.queries import count_units
from shop.storefront.htmx import render_page, wants_fragment
from shop.storefront.shopper import cart_token_of, user_id_of, user_of


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Fill the cart's count and the account's link; a first visitor costs no query. Opened directly: the cart."""
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("cart"))
    units = count_units(user_id=user_id_of(request), token=cart_token_of(request))
    context = {"units": units, "customer": user_of(request)}
    return render_page(request, "storefront/account/me.html", context, fragment="me")
