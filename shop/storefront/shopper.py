"""Who is shopping: the customer who logged in, or the guest whose cart the cookie names."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shop.accounts.models import User
from shop.cart.models import Cart
from shop.cart.queries import find_cart
from shop.core.actor import GUEST, Actor

CART_COOKIE = "cart"
CART_SECONDS = 60 * 24 * 3600


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
    return Actor(kind="customer", user_id=user.pk, label=user.email) if user else GUEST


def cart_token_of(request: HttpRequest) -> str:
    """Return the secret of the guest's cart, or nothing."""
    return request.COOKIES.get(CART_COOKIE, "")


def cart_of(request: HttpRequest) -> Cart | None:
    """Return the shopper's open cart."""
    return find_cart(user_id=user_id_of(request), token=cart_token_of(request))


def remember_cart(response: HttpResponse, *, token: str) -> None:
    """Give a guest the cookie that finds the cart again; customers have theirs by their account."""
    if token:
        response.set_cookie(
            CART_COOKIE, token, max_age=CART_SECONDS, httponly=True, samesite="Lax", secure=settings.HTTPS
        )
