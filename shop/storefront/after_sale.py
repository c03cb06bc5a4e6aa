"""What a buyer may still do about an order, and what is under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from shop.checkout.order_view import OrderView
from shop.core.actor import GUEST, By
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.queries import returnable_lines, withdrawal_path
from shop.orders.models import Order

from .shopper import by_shopper, user_id_of

_RETURN: dict[str, tuple[str, str]] = {
    "requested": ("We are looking at it", "Please wait for our answer before you send anything. It comes by mail."),
    "approved": ("Please send it back", "Print the slip, put it into the parcel and send it to the address on it."),
    "rejected": ("We cannot take it back", ""),
    "in_transit": ("Your parcel is on its way to us", "We write to you when we have looked at it."),
    "received": ("A part of it is here", "We are waiting for the rest."),
    "inspected": ("Your parcel is here", "We are looking at it."),
    "refunded": ("Your money is on its way", "Depending on your bank, that takes some days."),
    "exchanged": ("Your exchange is done", "The new goods come with an order of their own."),
    "credited": ("Your return is done", "You owe us less by that."),
    "closed": ("Done", "Nothing is left to do."),
    "cancelled": ("Cancelled", "You keep the goods."),
}
_WITHDRAWAL: dict[str, tuple[str, str]] = {
    "declared": ("We have received your withdrawal", "The receipt is on its way to your mailbox."),
    "acknowledged": (
        "We have received your withdrawal",
        "Please send back what you have within 14 days. What was not sent yet is not sent any more.",
    ),
    "proof_of_sending": ("Your parcel is on its way to us", "We pay you back, at the latest on the day below."),
    "goods_back": ("Your parcel is here", "We pay you back, at the latest on the day below."),
    "refunded": ("Your money is on its way", "Depending on your bank, that takes some days."),
    "closed": ("Done", "Nothing is left to do."),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """A return or withdrawal in the list on the order's page."""

    label: str
    state: str
    url: str


def after_sale(view: OrderView, *, token: str) -> dict[str, Any]:
    """Return what the order's page offers and lists: withdrawing while the period runs, returning what was sent."""
    order = view.order
    return {
        "period": view.period,
        "can_withdraw": view.can_withdraw,
        "can_return": bool(returnable_lines(order)),
        "matters": [
            *(
                Matter(f"Return {return_}", said_of(return_)[0], f"/o/{token}/returns/{return_.public_id}/")
                for return_ in order.returns.all()
            ),
            *(
                Matter(f"Withdrawal {each}", said_of(each)[0], withdrawal_path(each))
                for each in order.withdrawals.all()
            ),
        ],
    }


def said_of(row: Return | Withdrawal) -> tuple[str, str]:
    """Return headline and text of where a return or withdrawal stands, in the words of its buyer."""
    return (_RETURN if isinstance(row, Return) else _WITHDRAWAL)[row.status]


def by_buyer(request: HttpRequest, order: Order) -> By:
    """Return who acts on an order by its signed link, now: its customer when logged in, else a guest."""
    is_theirs = order.user_id is not None and order.user_id == user_id_of(request)
    return by_shopper(request) if is_theirs else By(GUEST, timezone.now())
