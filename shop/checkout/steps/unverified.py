"""What buyers may keep from others who have not shown that they read their mail (OWASP OAT-021)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from shop.accounts.queries import verified_emails
from shop.cart.rules import Quote
from shop.core.actor import Actor
from shop.core.errors import DomainError
from shop.core.limits import find_known, hash_of
from shop.core.money import Money
from shop.orders.models import Order
from shop.orders.rules import TooManyOpenOrders
from shop.orders.steps import MAX_OPEN_OF_CLIENT
from shop.payments.providers import get_provider

# Waits for whoever orders from the same client, so that many at once keep no more than many in turn.
_HELD = """
SELECT l.sku, sum(l.quantity - l.quantity_cancelled)::bigint, sum(l.total_minor)::bigint
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.status = 'pending'
  AND EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = %s) GROUP BY l.sku
"""


class HeldTooMuch(DomainError):
    """Too much to be kept for somebody who neither pays at once nor has shown that they read their mail."""

    code = "held_too_much"
    kind = "conflict"
    default_message = (
        "We cannot keep so much for you without payment. Pay at once, order less, or confirm the order that waits in"
        " your mailbox first."
    )


def known_reader(*, email: str, client_key: str) -> str:
    """Return what a guest is known by who has followed the link of our mail before: address and client together."""
    return hash_of("reads mail", email, client_key)


def is_verified(*, actor: Actor, email: str, client_key: str, now: datetime) -> bool:
    """Whether somebody has shown that they read mail to their address, or needs not: staff, and the system."""
    if actor.kind in ("staff", "system"):
        return True
    if actor.user_id is not None and verified_emails(user_id=actor.user_id):
        return True
    return bool(find_known(keys=[known_reader(email=email, client_key=client_key)], now=now))


def awaits_link(*, provider: str, actor: Actor, email: str, client_key: str, now: datetime) -> bool:
    """Whether an order paid this way is only kept until the link of its mail is followed."""
    if not get_provider(provider).is_manual:
        return False
    return not is_verified(actor=actor, email=email, client_key=client_key, now=now)


def kept_until(*, provider: str, awaits_confirmation: bool, now: datetime) -> datetime:
    """Return until when the goods wait for the money; of an unverified buyer only until the link is followed."""
    usual = now + get_provider(provider).payment_time
    return min(usual, now + timedelta(minutes=settings.UNVERIFIED.minutes)) if awaits_confirmation else usual


def limit_held(*, quote: Quote, pays_later: bool, client_key: str, open_of_client: int) -> None:
    """Refuse an order with which everybody unverified behind one network address would keep too much together.

    An order that is paid at once is only asked about when several of the client were not paid after all.
    Locks the client (an advisory lock of the transaction). Raises: HeldTooMuch, TooManyOpenOrders.
    """
    assert connection.in_atomic_block, "limit_held locks inside the caller's transaction"
    if open_of_client >= MAX_OPEN_OF_CLIENT:
        raise TooManyOpenOrders
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"held by {client_key}"])
        cursor.execute(_HELD, [client_key])
        rows = cursor.fetchall()
    held = {sku: int(units) for sku, units, _ in rows}
    worth = sum(int(total) for _, _, total in rows)
    bounds = settings.UNVERIFIED
    limit = Money.parse(str(bounds.total), quote.currency)
    if pays_later and worth + quote.subtotal.amount_minor > limit.amount_minor:
        raise HeldTooMuch
    for line in quote.lines:
        mine = held.get(line.sku, 0)
        if mine + line.quantity > bounds.units:
            raise HeldTooMuch
        if line.available is not None:
            there = line.available + mine
            if mine + line.quantity > max(1, there * bounds.share // 100):
                raise HeldTooMuch


def waits_for_link(order: Order, provider: str) -> bool:
    """Whether an attempt must not begin yet: goods would go out first, to somebody who may not exist."""
    return order.awaits_confirmation and get_provider(provider).is_on_account
