"""Who is shopping: the customer who logged in, or the guest whose cart the cookie names."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shop.accounts.bearer import customer
from shop.accounts.models import User
from shop.cart.models import KEPT_DAYS, Cart
from shop.cart.queries import find_cart
from shop.core.actor import GUEST, Actor, By

_PROOF = "cart-page"
CART_COOKIE = "cart"
CART_SECONDS = KEPT_DAYS * 24 * 3600


def user_of(request: HttpRequest) -> User | None:
    """Return the customer who is logged in."""
    user: Any = request.user
    return user if user.is_authenticated else None


def user_id_of(request: HttpRequest) -> int | None:
    """Return the key of the customer who is logged in."""
    user = user_of(request)
    return user.pk if user else None


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts on the shop's pages: a customer or a guest, never staff."""
    user = user_of(request)
    return customer(user) if user else GUEST


def by_shopper(request: HttpRequest) -> By:
    """Return who acts on the shop's pages, now: what operations want to know."""
    return By(actor_of(request), timezone.now())


def cart_token_of(request: HttpRequest) -> str:
    """Return the secret of the guest's cart, or nothing."""
    return request.COOKIES.get(CART_COOKIE, "")


def cart_of(request: HttpRequest) -> Cart | None:
    """Return the shopper's open cart."""
    return find_cart(user_id=user_id_of(request), token=cart_token_of(request))


def prove_cart(cart: Cart) -> str:
    """Return the signed key of a cart, which a page carries: who sends it back was shown this cart."""
    return TimestampSigner(salt=_PROOF).sign(str(cart.pk))


def proven_cart(request: HttpRequest) -> Cart | None:
    """Return the open cart that the page which sent a form has shown, whoever asks now."""
    try:
        key = TimestampSigner(salt=_PROOF).unsign(request.POST.get("proof", ""), max_age=CART_SECONDS)
    except BadSignature:
        return None
    return Cart.objects.filter(pk=int(key), status=Cart.Status.OPEN).first()


def remember_cart(response: HttpResponse, *, token: str) -> None:
    """Give a guest the cookie that finds the cart again; customers have theirs by their account."""
    if token:
        response.set_cookie(
            CART_COOKIE, token, max_age=CART_SECONDS, httponly=True, samesite="Lax", secure=settings.HTTPS
        )
