"""The island of cached pages: what only this visitor may see of them."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shop.cart.queries import count_units
from shop.storefront.htmx import personal_page, wants_fragment
from shop.storefront.shopper import cart_token_of, user_id_of


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Fill the cart's count and the account's link; a first visitor costs no query. Opened directly: the cart."""
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("cart"))
    user_id = user_id_of(request)
    units = count_units(user_id=user_id, token=cart_token_of(request))
    island = _write_island(get_language() or "", units, is_customer=user_id is not None)
    return personal_page(HttpResponse(island), is_part=True)


@lru_cache(maxsize=256)  # every page that somebody with a cart looks at asks for one of these few
def _write_island(_language: str, units: int, *, is_customer: bool) -> str:
    return render_to_string("storefront/account/me.html#me", {"units": units, "customer": is_customer})
