"""What a buyer does about a return: ask for it, say that it is on its way, change their mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shop.catalog.models import Variant
from shop.catalog.queries import sold_variants
from shop.catalog.rules import storable
from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.core.idempotency import Claim, claim_key
from shop.core.ids import new_id
from shop.fulfilment.emails import queue_return_mail
from shop.fulfilment.models import Return, ReturnLine
from shop.fulfilment.steps.progress import lock_return, move_return, touch_order
from shop.fulfilment.steps.returned_units import NotReturnable, claim_units
from shop.orders.locks import lock_order
from shop.orders.models import Order, OrderLine
from shop.orders.steps import add_event

COMMENT_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """Units of an order line that the buyer wants to give back, and for an exchange what they want instead."""

    line_id: int
    quantity: int
    reason: str
    wanted_sku: str = ""


def request_return(
    *,
    order_id: int,
    items: Sequence[ReturnItem],
    comment: str,
    by: By,
    version: int | None = None,
    claim: Claim | None = None,
) -> Return:
    """Ask to send units of an order back: for money, or where every item names a SKU for that instead.

    The units are counted at once, so that two requests never bring back more than was sent. A repeated key (`claim`)
    returns the first request. Whose order it is, the caller has seen to; staff who ask for a buyer need
    fulfilment.handle_return. `version` is the order's as the buyer saw it; a later one is refused. Locks the order.

    Raises: Forbidden, NotFound, StaleVersion, InvalidInput, NotReturnable, KeyInProgress, KeyReused, AlreadyAnswered.
    """
    if by.actor.is_staff:
        by.require("fulfilment.handle_return")
    units = _requested_units(items, comment)
    public_id = new_id("ret")
    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result=public_id, now=by.now)) is not None:
            return Return.objects.get(public_id=made)
        order = lock_order(order_id=order_id, version=version)
        wanted = _wanted(order, items)
        kind = Return.Kind.EXCHANGE if wanted else Return.Kind.RETURN
        return_ = Return.objects.create(
            order=order, public_id=public_id, kind=kind, comment=comment.strip(), created_at=by.now, updated_at=by.now
        )
        claim_units(units=units)
        touch_order(order=order, now=by.now)
        ReturnLine.objects.bulk_create(
            ReturnLine(
                owner=return_,
                order_line_id=item.line_id,
                quantity=item.quantity,
                reason=item.reason,
                wanted=wanted.get(item.line_id),
                wanted_sku=item.wanted_sku,
            )
            for item in items
        )
        message = _("Exchange requested (%(return)s)") if wanted else _("Return requested (%(return)s)")
        add_event(
            order=order, kind="return.requested", message=message % {"return": return_}, by=by, data={"id": public_id}
        )
        queue_return_mail(return_=return_, template="return_requested", now=by.now)
    return return_


def announce_return(*, return_id: int, tracking_number: str, by: By) -> Return:
    """Note that the buyer has sent an approved return. Locks the order. Raises: NotFound, ForbiddenTransition."""
    with transaction.atomic(durable=True):
        orders, return_ = lock_return(return_id=return_id)
        number = tracking_number.strip()[:80]
        message = _("Return is on its way, %(number)s") if number else _("Return is on its way")
        move_return(
            order=orders[return_.order_id],
            return_=return_,
            target=Return.Status.IN_TRANSIT,
            message=message % {"number": number},
            by=by,
            tracking_number=number,
        )
    return_.refresh_from_db()
    return return_


def _requested_units(items: Sequence[ReturnItem], comment: str) -> dict[int, int]:
    """Return the units of each line. Raises: InvalidInput."""
    problems: dict[str, str] = {}
    if not items:
        problems["items"] = _("Choose at least one item.")
    if len({item.line_id for item in items}) != len(items):
        problems["items"] = _("Enter each item only once.")
    for index, item in enumerate(items):
        if item.quantity < 1:
            problems[f"items.{index}.quantity"] = _("Enter a number of 1 or more.")
        if item.reason not in ReturnLine.Reason.values:
            problems[f"items.{index}.reason"] = _("Choose a reason.")
    if len(comment.strip()) > COMMENT_LENGTH:
        problems["comment"] = _("Enter at most %(comment_length)s characters.") % {"comment_length": COMMENT_LENGTH}
    if any(item.wanted_sku for item in items) and not all(item.wanted_sku for item in items):
        problems["items"] = _("Request exchanges and refunds separately.")
    if problems:
        raise InvalidInput(fields=problems)
    return {item.line_id: item.quantity for item in items}


def _wanted(order: Order, items: Sequence[ReturnItem]) -> dict[int, Variant]:
    """Return the variants that an exchange asks for, by order line. Raises: InvalidInput, NotReturnable."""
    own = dict(OrderLine.objects.filter(order=order).values_list("pk", "quantity"))
    if any(item.line_id not in own for item in items):
        raise InvalidInput(fields={"items": _("This line is not part of the order.")})
    if any(item.quantity > own[item.line_id] for item in items):
        raise NotReturnable  # also what is too large for a column
    skus = {item.wanted_sku for item in items if item.wanted_sku}
    sold = sold_variants().filter(sku__in=storable(skus))
    variants = {variant.sku: variant for variant in sold}
    problems = {
        f"items.{index}.wanted_sku": _("This is not available.")
        for index, item in enumerate(items)
        if item.wanted_sku and item.wanted_sku not in variants
    }
    if problems:
        raise InvalidInput(fields=problems)
    return {item.line_id: variants[item.wanted_sku] for item in items if item.wanted_sku}
