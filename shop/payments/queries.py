"""Questions about payments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.core.contact import email_key
from shop.core.errors import DomainError
from shop.core.limits import Limit, find_full, hash_of
from shop.core.money import Money
from shop.orders.models import Order, OrderLine
from shop.orders.queries import waiting_change
from shop.orders.rules import ForbiddenTransition

from .models import CreditNoteLine, Payment, Refund
from .providers import manual_codes
from .rules import (
    CreditLine,
    CreditPart,
    CreditPlan,
    EarlierCredit,
    NothingToCredit,
    Standing,
    plan_credit,
    standing_of,
)

DECLINE_LIMIT = 5  # of one cart, or of one client for one email address
ADDRESS_LIMIT = 20  # of all clients for one email address
CLIENT_LIMIT = 30  # of one network address, behind which there may be many people
DECLINE_WINDOW = timedelta(minutes=10)
TOO_MANY_DECLINES = "payment.too_many_declines"  # an order event
WARN_BEFORE = timedelta(hours=36)  # the end of an authorisation


class TooManyDeclines(DomainError):
    """Too many payments of this cart, address or client were declined lately."""

    code = "too_many_declines"
    title = _("Too many declines")
    kind = "limited"
    default_message = _("Too many payments were declined. Please wait ten minutes before you try again.")


def standing(order: Order, *, payments: Iterable[Payment] | None = None) -> Standing:
    """Return the account of an order's money. One query, or none with `payments`, which are all of the order."""
    return standing_of(order, Payment.objects.filter(order=order) if payments is None else payments)


def parts_of(lines: Sequence[OrderLine]) -> list[CreditPart]:
    """Return order lines with what was credited of each before, as `plan_credit` wants them. One query."""
    history: dict[int, list[EarlierCredit]] = {line.pk: [] for line in lines}
    rows = (
        CreditNoteLine.objects.filter(order_line__in=history)
        .order_by("note_id")
        .values_list("order_line_id", "quantity", "amount_minor", "allowance_minor")
    )
    for line_id, *credited in rows:
        history[line_id].append(EarlierCredit(*credited))
    return [
        CreditPart(
            line.total_minor, line.tax_minor, line.credited_minor, line.quantity, tuple(history[line.pk]), line.pk
        )
        for line in lines
    ]


def credit_parts(order: Order) -> list[CreditPart]:
    """Return what of an order can be credited: its lines by position, then its delivery. Three queries."""
    lines = list(OrderLine.objects.filter(order=order))
    change = waiting_change(order)
    delivery = CreditPart(
        order.shipping_minor,
        order.shipping_tax_minor,
        order.shipping_credited_minor,
        waiting_minor=change.shipping_added_minor if change else 0,
    )
    parts = [
        replace(part, waiting_minor=part.total_minor if change and line.change_id == change.pk else 0)
        for line, part in zip(lines, parts_of(lines), strict=True)
    ]
    return [*parts, delivery]


def credit_plan(
    *, order: Order, lines: Mapping[int, CreditLine], shipping: Money | None = None, allowance: Money | None = None
) -> CreditPlan:
    """Return what a credit of this order comes to, for whoever shows it and whoever writes it. Two queries.

    Raises: ForbiddenTransition for an order that was never placed, InvalidInput, NothingToCredit, CreditTooHigh.
    """
    if order.placed_at is None:
        raise ForbiddenTransition(gettext("Nothing is owed for an order that was never placed."))
    parts = credit_parts(order)
    plan = plan_credit(parts, currency=order.currency, lines=lines, shipping=shipping, allowance=allowance)
    if not plan.total:
        raise NothingToCredit
    return plan


def client_key(address: str) -> str:
    """Return what is kept of a client's network address: a hash, to count by."""
    return hash_of("client", address) if address else ""


def decline_limits(*, cart_id: int | None, email: str, client_key: str) -> list[Limit]:
    """Return the limits of declined payments that an attempt touches: the buyer's own, and those shared with others."""
    limits = _own_limits(cart_id=cart_id, email=email, client_key=client_key)
    limits.append(_limit("account", email_key(email), most=ADDRESS_LIMIT))
    if client_key:
        limits.append(_limit("client", client_key, most=CLIENT_LIMIT))
    return limits


def _own_limits(*, cart_id: int | None, email: str, client_key: str) -> list[Limit]:
    """Return the limits that hold nobody's declines but the buyer's: of the cart, and of client and email."""
    limits = [_limit("pair", email_key(email), client_key, most=DECLINE_LIMIT)]
    if cart_id is not None:
        limits.append(_limit("cart", str(cart_id), most=DECLINE_LIMIT))
    return limits


def _limit(*of: str, most: int) -> Limit:
    return Limit(hash_of("declined", *of), most, DECLINE_WINDOW)


def check_declines(*, cart_id: int | None, email: str, client_key: str, now: datetime) -> None:
    """Refuse another attempt after too many declined ones: one query, and one more where there were.

    Who has paid from this client before is only stopped by their own declines. Raises: TooManyDeclines.
    """
    full = find_full(limits=decline_limits(cart_id=cart_id, email=email, client_key=client_key), now=now)
    if not full:
        return
    own = {limit.key for limit in _own_limits(cart_id=cart_id, email=email, client_key=client_key)}
    if own & full.keys() or not _has_paid(email, client_key):
        seconds = ceil((max(full.values()) - now).total_seconds())
        minutes = ceil(seconds / 60)
        text = ngettext(
            "Too many payments were declined. Please wait a minute before you try again.",
            "Too many payments were declined. Please wait %(minutes)s minutes before you try again.",
            minutes,
        )
        raise TooManyDeclines(text % {"minutes": minutes}, retry_after=seconds)


def _has_paid(email: str, client_key: str) -> bool:
    """Whether an order of this address was paid for from this client before."""
    mine = Order.objects.alias(address=Lower("email")).filter(address=Lower(Value(email)), placed_at__isnull=False)
    return bool(client_key) and Payment.objects.filter(order__in=mine, client_key=client_key).exists()


def refunds_to_carry_out(*, order_id: int) -> list[int]:
    """Return the ids of an order's refunds that the provider was not asked for yet."""
    rows = Refund.objects.filter(payment__order_id=order_id, status=Refund.Status.REQUESTED, failure="")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def ends_soon(*, now: datetime) -> Q:
    """Return the condition for payments whose authorisation ends soon, or should have ended by now."""
    return Q(status=Payment.Status.AUTHORISED, expires_at__lte=now + WARN_BEFORE)


def needs_review(*, now: datetime) -> Q:
    """Return the condition for payments that staff must look at; what only ends soon is told apart."""
    return ~Q(review="") & ~ends_soon(now=now)


def is_disputed() -> Q:
    """Return the condition for payments that a bank took back and has not decided about."""
    return Q(status=Payment.Status.DISPUTED)


def tried_out(*, now: datetime) -> Q:
    """Return the condition for order events of the last day that tell of somebody who tries out cards."""
    return Q(kind=TOO_MANY_DECLINES, created_at__gt=now - timedelta(days=1))


def to_send_by_hand() -> Q:
    """Return the condition for refunds that people transfer themselves and have not confirmed."""
    return Q(status__in=[Refund.Status.REQUESTED, Refund.Status.SENT], payment__provider__in=manual_codes())
