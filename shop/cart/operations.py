"""Filling a cart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Func, JSONField, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.catalog.queries import find_sold
from shop.channels.models import Channel
from shop.channels.queries import get_default_channel, kept_channel
from shop.core.errors import DomainError, InvalidInput, NotFound
from shop.core.ids import new_token
from shop.inventory.queries import units_of

from .locks import lock_cart
from .models import KEPT_DAYS, MAX_LINES, MAX_QUANTITY, Cart, CartLine
from .queries import find_cart, hash_token, wanted_lines
from .sql import insert_cart, put_line
from .steps import move_lines

_LONGEST = 1000  # characters that are kept of a field of the checkout
_MOST_FIELDS = 40


class NotEnoughStock(DomainError):
    """A cart asks for more than there is; `available` says how many there are."""

    code = "not_enough_stock"
    title = gettext_lazy("Not enough stock")
    kind = "conflict"

    def __init__(self, *, name: str, available: int) -> None:
        self.available = available
        text = _("%(name)s is sold out.") if available <= 0 else _("Only %(count)d of %(name)s left.")
        super().__init__(text % {"name": name, "count": available})


@dataclass(frozen=True, slots=True)
class AddedToCart:
    """What is in the line now. `token` is the guest's secret for the cookie; empty for a customer.

    `is_capped`: more was asked for than there is, and the line holds all there is.
    """

    cart: Cart
    quantity: int
    token: str
    is_capped: bool = False


def add_to_cart(*, user_id: int | None, token: str, sku: str, quantity: int, now: datetime) -> AddedToCart:
    """Put units of a variant into the shopper's cart, which is opened where there is none: as many as there are.

    Locks the cart. Raises: NotFound, InvalidInput, NotEnoughStock.
    """
    _check_quantity(quantity, lowest=1)
    sold = find_sold(skus=[sku])
    if sku not in sold:
        raise NotFound(_("This product is no longer available."))
    variant_id, name = sold[sku]
    channel = kept_channel()
    with transaction.atomic(durable=True):
        cart, token, is_new = _open_cart(user_id, token, channel, now)
        lines = {} if is_new else {line.variant_id: line.quantity for line in wanted_lines(cart=cart)}
        now_in_cart = lines.get(variant_id, 0)
        wanted = quantity + now_in_cart
        _check_quantity(wanted, lowest=1)
        given = _within_stock(variant_id, name, wanted, now_in_cart=now_in_cart)
        if not now_in_cart and len(lines) >= MAX_LINES:
            text = _("A cart can hold at most %(count)d different products.")
            raise InvalidInput(text % {"count": MAX_LINES})
        put_line(cart_id=cart.pk, variant_id=variant_id, quantity=given, now=now)
    return AddedToCart(cart, given, token, given < wanted)


def set_quantity(*, cart: Cart, line_id: int, quantity: int, now: datetime) -> int:
    """Set how many units a line asks for, at most as many as there are; 0 removes it. Returns how many it holds now.

    Locks the cart. Raises: NotFound for a line of another cart, InvalidInput, NotEnoughStock where no more can be had.
    """
    _check_quantity(quantity, lowest=0)
    with transaction.atomic(durable=True):
        locked = lock_cart(cart_id=cart.pk)
        if locked is None or locked.status != Cart.Status.OPEN:
            raise NotFound(_("This cart has already been ordered."))
        line = CartLine.objects.select_related("variant__product").filter(cart=locked, pk=line_id).first()
        if line is None:
            raise NotFound(_("This is no longer in your cart."))
        if quantity == 0:
            line.delete()
        else:
            if quantity > line.quantity and not line.variant.is_sold:
                raise NotFound(_("This product is no longer available."))
            name = line.variant.product.name
            quantity = _within_stock(line.variant_id, name, quantity, now_in_cart=line.quantity)
            CartLine.objects.filter(pk=line.pk).update(quantity=quantity)
        Cart.objects.filter(pk=cart.pk).update(updated_at=now)
    return quantity


def keep_typed(*, cart_id: int, typed: Mapping[str, str], now: datetime) -> None:
    """Keep what was typed for an open cart, field by field; fields that are not named stay as they are."""
    clean = {name[:40]: text.replace("\x00", "")[:_LONGEST] for name, text in list(typed.items())[:_MOST_FIELDS]}
    joined = Func(F("typed"), Value(clean, JSONField()), template="(%(expressions)s)", arg_joiner=" || ")
    with transaction.atomic(durable=True):
        Cart.objects.filter(pk=cart_id, status=Cart.Status.OPEN).update(typed=joined, updated_at=now)


def renew_token(*, cart_id: int, now: datetime) -> str:
    """Give an open guest's cart a new secret, for who lost the cookie with the old one; nothing for other carts."""
    token = new_token()
    with transaction.atomic(durable=True):
        own = Cart.objects.filter(pk=cart_id, status=Cart.Status.OPEN, user=None)
        return token if own.update(token_hash=hash_token(token), updated_at=now) else ""


def purge_carts(*, now: datetime) -> int:
    """Erase carts that nobody touched for KEPT_DAYS, and with them what was typed: a thousand at a time."""
    old = Cart.objects.exclude(status=Cart.Status.COMPLETED).filter(updated_at__lt=now - timedelta(days=KEPT_DAYS))
    keys = list(old.order_by("updated_at").values_list("pk", flat=True)[:1000])
    if not keys:
        return 0
    with transaction.atomic(durable=True):
        locked = old.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), skip_locked=True)
        return Cart.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).delete()[0]


def merge_guest_cart(*, user_id: int, token: str, now: datetime) -> None:
    """Move a guest's cart to the customer who just logged in; nothing but lines moves. Locks both carts."""
    guest = find_cart(user_id=None, token=token)
    if guest is None:
        return
    channel = get_default_channel()
    with transaction.atomic(durable=True):
        source = lock_cart(cart_id=guest.pk)
        if source is None or source.status != Cart.Status.OPEN:
            return
        target = _open_cart(user_id, "", channel, now)[0]
        move_lines(source=source, target=target, now=now)


def _open_cart(user_id: int | None, token: str, channel: Channel, now: datetime) -> tuple[Cart, str, bool]:
    """Return the locked open cart, for a guest its token, and whether it is new."""
    cart = find_cart(user_id=user_id, token=token)
    if cart is None:
        token = "" if user_id is not None else new_token()
        new = Cart(
            channel=channel,
            user_id=user_id,
            token_hash=hash_token(token) if token else None,
            currency=channel.currency,
            created_at=now,
            updated_at=now,
        )
        if insert_cart(new):
            return new, token, True  # nobody else knows a cart that is not committed, so it needs no lock
        cart = find_cart(user_id=user_id, token=token)  # a second tab opened the customer's cart at the same moment
        assert cart is not None, "the unique constraint names an open cart"
    locked = lock_cart(cart_id=cart.pk)
    if locked is None or locked.status != Cart.Status.OPEN:
        raise DomainError(_("This cart was ordered a moment ago. Please try again."))
    return locked, token if user_id is None else "", False


def _check_quantity(quantity: int, *, lowest: int) -> None:
    if not lowest <= quantity <= MAX_QUANTITY:
        text = _("Enter a number from %(lowest)d to %(highest)d.") % {"lowest": lowest, "highest": MAX_QUANTITY}
        raise InvalidInput(fields={"quantity": text})


def _within_stock(variant_id: int, name: str, wanted: int, *, now_in_cart: int) -> int:
    """Return how many of the units wanted there are. Raises: NotEnoughStock where that is none more than now."""
    available = units_of(variant_ids=[variant_id]).get(variant_id, 0)
    if available is None or wanted <= available:
        return wanted
    if available > now_in_cart or (wanted < now_in_cart and available > 0):
        return available
    if wanted < now_in_cart:  # sold out meanwhile: fewer is no worse
        return wanted
    raise NotEnoughStock(name=name, available=available)
