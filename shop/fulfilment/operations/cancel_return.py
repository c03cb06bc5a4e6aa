"""A return that does not take place after all."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.core.idempotency import Claim, claim_key
from shop.fulfilment.models import Return
from shop.fulfilment.steps.exchange import drop_replacement
from shop.fulfilment.steps.progress import lock_return, move_return
from shop.fulfilment.steps.returned_units import unclaim_units

from .follow_up import follow_up


def cancel_return(*, return_id: int, by: By, version: int | None = None, claim: Claim | None = None) -> Return:
    """End a return that was not sent yet: the buyer keeps the goods, what was set aside for an exchange is free again.

    For the buyer, whose order it is (the caller has seen to that), or staff with fulfilment.handle_return.
    A repeated key (`claim`) changes nothing more. Locks the orders, then payments and stock.
    Raises: KeyInProgress, KeyReused, AlreadyAnswered, Forbidden, NotFound, StaleVersion, ForbiddenTransition (also
    once the new goods of an exchange were sent).
    """
    if by.actor.is_staff:
        by.require("fulfilment.handle_return")
    with transaction.atomic(durable=True):
        if claim_key(claim=claim, result=str(return_id), now=by.now) is not None:
            return Return.objects.get(pk=return_id)
        orders, return_ = lock_return(return_id=return_id, version=version)
        move_return(
            order=orders[return_.order_id],
            return_=return_,
            target=Return.Status.CANCELLED,
            message=_("Return cancelled"),
            by=by,
        )
        unclaim_units(units=dict(return_.lines.values_list("order_line_id", "quantity")))
        if return_.replacement_id is not None:
            drop_replacement(return_=return_, new=orders[return_.replacement_id], by=by)
    follow_up(order_ids=orders, now=by.now)
    return_.refresh_from_db()
    return return_
