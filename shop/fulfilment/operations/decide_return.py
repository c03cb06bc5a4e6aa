"""Staff approve or reject what a buyer wants to send back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.fulfilment.emails import queue_return_mail
from shop.fulfilment.models import Return
from shop.fulfilment.steps.exchange import write_replacement
from shop.fulfilment.steps.progress import lock_return, move_return
from shop.fulfilment.steps.returned_units import unclaim_units
from shop.orders.steps import add_event


def approve_return(
    *,
    return_id: int,
    instructions: str,
    by: By,
    as_kind: str = "",
    at_once: bool = False,
    version: int | None = None,
) -> Return:
    """Approve a return and tell the buyer how to send the goods.

    An exchange sets the new goods aside now; `at_once` lets them be sent before the others are back. `as_kind` "return"
    makes a return for money of an exchange. Locks the orders, then stock. Needs fulfilment.handle_return.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput, OutOfStock.
    """
    by.require("fulfilment.handle_return")
    with transaction.atomic(durable=True):
        orders, return_ = lock_return(return_id=return_id, version=version)
        order = orders[return_.order_id]
        values = {"instructions": instructions.strip()[:1000], "kind": as_kind or return_.kind}
        move_return(
            order=order, return_=return_, target=Return.Status.APPROVED, message=_("Return approved"), by=by,
            **values,
        )  # fmt: skip
        if return_.kind == Return.Kind.EXCHANGE:
            new = write_replacement(return_=return_, order=order, at_once=at_once, by=by)
            Return.objects.filter(pk=return_.pk).update(replacement=new, sends_at_once=at_once)
            add_event(
                order=order,
                kind="return.exchange",
                message=_("Order %(new)s contains the new items (%(return)s)") % {"new": new, "return": return_},
                by=by,
                data={"order": new.public_id},
            )
        return_.refresh_from_db()
        queue_return_mail(return_=return_, template="return_approved", now=by.now)
    return return_


def reject_return(*, return_id: int, reason: str, by: By, version: int | None = None) -> Return:
    """Reject a return, and tell the buyer why. A withdrawal cannot be rejected; this does not touch that right.

    Locks the order. Needs fulfilment.handle_return.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput without a reason.
    """
    by.require("fulfilment.handle_return")
    if not (reason := reason.strip()[:300]):
        raise InvalidInput(fields={"reason": _("Enter a reason. The buyer reads this.")})
    with transaction.atomic(durable=True):
        orders, return_ = lock_return(return_id=return_id, version=version)
        move_return(
            order=orders[return_.order_id], return_=return_, target=Return.Status.REJECTED,
            message=_("Return rejected: %(reason)s") % {"reason": reason}, by=by, refusal=reason,
        )  # fmt: skip
        unclaim_units(units=dict(return_.lines.values_list("order_line_id", "quantity")))
        queue_return_mail(return_=return_, template="return_rejected", now=by.now)
    return_.refresh_from_db()
    return return_
