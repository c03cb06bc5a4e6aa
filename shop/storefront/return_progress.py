"""What a buyer may still do about an order, and what is under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from shop.checkout.order_view import OrderView
from shop.core.actor import GUEST, By
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.queries import returnable_lines, withdrawal_path
from shop.orders.models import Order

from .shopper import by_shopper, user_id_of

# Headline and text of each state, in the words of the buyer.
_RETURN: dict[str, tuple[StrPromise | str, StrPromise | str]] = {
    "requested": (
        _("We are reviewing your request"), _("Please wait for our answer before you send anything. We will email you.")
    ),
    "approved": (
        _("Please send it back"), _("Print the return slip, put it in the parcel and send it to the address on it.")
    ),
    "rejected": (_("We cannot accept your return"), ""),
    "in_transit": (_("Your parcel is on its way to us"), _("We will email you when we have checked it.")),
    "received": (_("We have received part of your return"), _("We are waiting for the rest.")),
    "inspected": (_("We have received your return"), _("We are checking it.")),
    "refunded": (_("Your refund is on its way"), _("Depending on your bank, this takes a few days.")),
    "exchanged": (_("Your exchange is complete"), _("The new items come as a separate order.")),
    "credited": (_("Your return is complete"), _("The amount has been taken off what you owe.")),
    "closed": (_("Your return is closed"), _("There is nothing left to do.")),
    "cancelled": (_("Your return is cancelled"), _("You keep the items.")),
}  # fmt: skip
_WITHDRAWAL: dict[str, tuple[StrPromise, StrPromise]] = {
    "declared": (_("We have received your withdrawal"), _("We have emailed you a receipt.")),
    "acknowledged": (
        _("We have received your withdrawal"),
        _("Please send back what you have within 14 days. We will not ship anything that is still here."),
    ),
    "proof_of_sending": (
        _("Your parcel is on its way to us"), _("We will refund you by the day below at the latest.")
    ),
    "goods_back": (_("We have received your parcel"), _("We will refund you by the day below at the latest.")),
    "refunded": (_("Your refund is on its way"), _("Depending on your bank, this takes a few days.")),
    "closed": (_("Your withdrawal is closed"), _("There is nothing left to do.")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReturnEntry:
    """A return or withdrawal in the list on the order's page."""

    label: str
    state: str
    url: str


def returns_context(view: OrderView, *, token: str) -> dict[str, Any]:
    """Return what the order's page offers and lists: withdrawing while the period runs, returning what was sent."""
    order = view.order
    return {
        "period": view.period,
        "can_withdraw": view.can_withdraw,
        "can_return": bool(returnable_lines(order)),
        "matters": [
            *(
                ReturnEntry(
                    gettext("Return %(number)s") % {"number": return_},
                    progress_of(return_)[0],
                    f"/o/{token}/returns/{return_.public_id}/",
                )
                for return_ in order.returns.all()
            ),
            *(
                ReturnEntry(
                    gettext("Withdrawal %(number)s") % {"number": each}, progress_of(each)[0], withdrawal_path(each)
                )
                for each in order.withdrawals.all()
            ),
        ],
    }


def progress_of(row: Return | Withdrawal) -> tuple[str, str]:
    """Return headline and text of where a return or withdrawal stands, in the words of its buyer."""
    headline, text = _RETURN[row.status] if isinstance(row, Return) else _WITHDRAWAL[row.status]
    return str(headline), str(text)


def by_buyer(request: HttpRequest, order: Order) -> By:
    """Return who acts on an order by its signed link, now: its customer when logged in, else a guest."""
    is_theirs = order.user_id is not None and order.user_id == user_id_of(request)
    return by_shopper(request) if is_theirs else By(GUEST, timezone.now())
