"""What buyers may keep from others who have not shown that they read their mail (OWASP OAT-021)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy

from shop.accounts.queries import verified_emails
from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.limits import find_known, hash_of
from shop.core.money import Money
from shop.inventory.rules import StockPart
from shop.orders.models import Order
from shop.orders.steps import lock_unpaid
from shop.payments.providers import get_provider


class UnverifiedLine(NamedTuple):
    """What an order would keep beyond what is kept for it already: pieces of a SKU, each of so many units of parts."""

    sku: str
    quantity: int
    parts: Sequence[StockPart]


class TooMuchReserved(DomainError):
    """Too much to be kept for somebody who neither pays at once nor has shown that they read their mail."""

    code = "too_much_reserved"
    title = gettext_lazy("Too much reserved")
    kind = "conflict"
    default_message = gettext_lazy(
        "We cannot reserve this much without payment. Pay now, order less, or first confirm the order we emailed you "
        "about."
    )


def known_reader(*, email: str, client_key: str) -> str:
    """Return what a guest is known by who has followed the link of our mail before: address and client together."""
    return hash_of("reads mail", email, client_key)


def is_verified(*, by: By, email: str, client_key: str) -> bool:
    """Whether somebody has shown that they read mail to their address, or needs not: staff, and the system."""
    if by.actor.kind in ("staff", "system"):
        return True
    if by.actor.user_id is not None and verified_emails(user_id=by.actor.user_id):
        return True
    return bool(find_known(keys=[known_reader(email=email, client_key=client_key)], now=by.now))


def awaits_link(*, provider: str, by: By, email: str, client_key: str) -> bool:
    """Whether an order paid this way is only kept until the link of its mail is followed."""
    if not get_provider(provider).is_manual:
        return False
    return not is_verified(by=by, email=email, client_key=client_key)


def kept_until(*, provider: str, awaits_confirmation: bool, now: datetime) -> datetime:
    """Return until when the goods wait for the money; of an unverified buyer only until the link is followed."""
    usual = now + get_provider(provider).payment_time
    return min(usual, now + timedelta(minutes=settings.UNVERIFIED.minutes)) if awaits_confirmation else usual


def limit_unverified(
    *,
    lines: Sequence[UnverifiedLine],
    worth: Money,
    client_key: str,
    pays_later: bool = True,
    order_id: int | None = None,
) -> None:
    """Refuse an order with which everybody unverified behind one network address would keep too much together.

    `worth` and `lines` are what it keeps beyond what is kept already, for it (`order_id`) as well. Of a SKU the bound
    is what is ordered, and the share of what is there is that of the parts: bundles that share a part share its bound.
    Waits for whoever orders from the same client, so that many at once keep no more than many in turn: locks the client
    (an advisory lock of the transaction). Raises: TooMuchReserved.
    """
    assert connection.in_atomic_block, "limit_unverified locks inside the caller's transaction"
    unpaid = lock_unpaid(client_key=client_key, order_id=order_id)
    bounds = settings.UNVERIFIED
    limit = Money.parse(str(bounds.total), worth.currency)
    if pays_later and unpaid.worth_minor + worth.amount_minor > limit.amount_minor:
        raise TooMuchReserved
    if any(unpaid.units.get(line.sku, 0) + line.quantity > bounds.units for line in lines):
        raise TooMuchReserved
    counted = [(line.quantity, part) for line in lines for part in line.parts if part.is_counted]
    wanted = dict(unpaid.reserved)
    for quantity, part in counted:
        wanted[part.variant_id] = wanted.get(part.variant_id, 0) + quantity * part.per_piece
    for _, part in counted:
        there = part.available + unpaid.reserved.get(part.variant_id, 0)
        if wanted[part.variant_id] > max(part.per_piece, there * bounds.share // 100):
            raise TooMuchReserved


def waits_for_link(order: Order, provider: str) -> bool:
    """Whether an attempt must not begin yet: goods would go out first, to somebody who may not exist."""
    return order.awaits_confirmation and get_provider(provider).is_on_account
