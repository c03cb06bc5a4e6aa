"""Giving money back, or saying that less is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.actor import By
from shop.core.errors import DomainError, NotFound
from shop.core.money import Money, total
from shop.orders.emails import queue_order_mail
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.steps import add_event
from shop.payments.locks import lock_payments
from shop.payments.models import CreditNote, CreditNoteLine, Refund
from shop.payments.operations import carry_out_refund
from shop.payments.queries import credit_plan, standing
from shop.payments.rules import AmountChanged, CreditLine
from shop.payments.steps import close_when_done, issue_credit_note, refund_excess, send_again

from .follow_up import follow_up

_NOTHING_PAID = _("Nothing was paid beyond what is owed.")


class NothingToRefund(DomainError):
    """The amounts are zero or negative, or nothing was paid above what is owed."""

    code = "nothing_to_refund"
    title = _("Nothing to refund")
    default_message = _("Enter an amount above zero.")


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the buyer no longer owes, and how much of that goes back."""

    credited: Money
    goes_back: Money


@dataclass(frozen=True, slots=True)
class OrderRefund:
    """What was credited, if anything, and the refunds that carry money back, each with its state."""

    note: CreditNote | None
    refunds: list[Refund]

    def amounts(self, currency: str) -> Amounts:
        """Return what it came to."""
        credited = Money(self.note.total_minor if self.note else 0, currency)
        return Amounts(credited, total((Money(one.amount_minor, currency) for one in self.refunds), currency))


def preview_refund(
    *,
    order: Order,
    lines: Mapping[int, CreditLine],
    shipping: Money | None = None,
    allowance: Money | None = None,
) -> Amounts:
    """Return what `refund_order` would credit and give back now; nothing is written.

    Raises: what `refund_order` raises for the same wish, but for what payments alone can tell: ForbiddenTransition,
    NothingToRefund, InvalidInput, NothingToCredit, CreditTooHigh.
    """
    credited = Money(0, order.currency)
    if _names_something(lines, shipping, allowance):
        credited = credit_plan(order=order, lines=lines, shipping=shipping, allowance=allowance).total
    given = Amounts(credited, standing(order).goes_back(credited))
    if not given.credited and not given.goes_back:
        raise NothingToRefund(_NOTHING_PAID)
    return given


def _names_something(lines: Mapping[int, CreditLine] | None, shipping: Money | None, allowance: Money | None) -> bool:
    """Whether a credit is asked for at all; else only what was paid too much goes back. Raises: NothingToRefund."""
    named = [amount for amount in (shipping, allowance) if amount is not None]
    if any(amount.amount_minor < 0 for amount in named) or (named and not lines and not any(named)):
        raise NothingToRefund(fields={"amount": str(NothingToRefund.default_message)})
    return bool(lines or named)


def refund_order(
    *,
    order_id: int,
    by: By,
    lines: Mapping[int, CreditLine] | None = None,
    shipping: Money | None = None,
    allowance: Money | None = None,
    reason: str = "",
    version: int | None = None,
    expected: Amounts | None = None,
) -> OrderRefund:
    """Credit any mix of lines ({order line id: CreditLine}), shipping and an allowance, and give back what was paid.

    Money goes back over the order's payments, oldest first, as far as more was paid than is owed now: of an invoice
    that is not paid only the debt becomes less. Naming nothing gives back what was paid too much. Everything is booked
    first, so refunds never exceed what was captured, however many try at once; then the provider is asked. A refund
    that it refuses stays on the order as failed and can be repeated. Goods and stock are not touched.
    `version` is the order's version as the actor saw it, so that a form sent twice refunds once; `expected` is what
    they saw that it comes to (`preview_refund`), and any other amount is refused.
    Locks the order, then its payments. Needs the permission orders.refund_order.

    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, NothingToRefund, InvalidInput, NothingToCredit,
    CreditTooHigh, RefundTooHigh, AmountChanged.
    """
    by.require("orders.refund_order")
    is_credit = _names_something(lines, shipping, allowance)
    note = None
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        lock_payments(order_id=order.pk)
        if is_credit:
            note = issue_credit_note(
                order=order,
                kind=CreditNote.Kind.REFUND,
                lines=lines or {},
                shipping=shipping,
                allowance=allowance,
                reason=reason,
                by=by,
            )
        refunds = refund_excess(order=order, reason=reason, now=by.now, note=note)
        if note is None and not refunds:
            raise NothingToRefund(_NOTHING_PAID)
        given = OrderRefund(note, refunds)
        if expected is not None and expected != given.amounts(order.currency):
            raise AmountChanged
        _announce_refund(order, given, reason, by)
        close_when_done(order=order, now=by.now)
    follow_up(order_ids=[order_id], now=by.now)
    done = list(
        Refund.objects.filter(pk__in=[refund.pk for refund in refunds]).select_related("payment").order_by("pk")
    )
    return OrderRefund(note, done)


def retry_refund(*, refund_id: int, by: By, expected: Money | None = None) -> Refund:
    """Send a refund that failed, or that the bank returned, once more; any other stays as it is. Locks the order.

    Nothing else sends money a second time. `expected` is the amount that the actor saw: a part may have been sent at
    the provider's own desk meanwhile. Needs the permission orders.refund_order.
    Raises: Forbidden, NotFound, AmountChanged.
    """
    by.require("orders.refund_order")
    refund = Refund.objects.select_related("payment").filter(pk=refund_id).first()
    if refund is None:
        raise NotFound
    with transaction.atomic(durable=True):
        order = lock_order(order_id=refund.payment.order_id)
        refund.refresh_from_db()
        if expected is not None and expected != Money(refund.amount_minor, refund.currency):
            raise AmountChanged
        send_again(order=order, refund=refund, by=by)
    return carry_out_refund(refund_id=refund_id, now=by.now)


def _announce_refund(order: Order, given: OrderRefund, reason: str, by: By) -> None:
    """Write the timeline, and tell the buyer what goes back or is no longer owed, and what for."""
    note, refunds = given.note, given.refunds
    amount = total((Money(refund.amount_minor, order.currency) for refund in refunds), order.currency)
    why = f": {reason}" if reason else ""
    if amount:
        kind, message = (
            "refund.requested",
            gettext("Refund of %(amount)s%(why)s") % {"amount": amount.format(order.locale), "why": why},
        )
    else:
        assert note is not None, "refund_order refuses to do nothing"
        credited = Money(note.total_minor, order.currency)
        kind, message = (
            "order.credited",
            gettext("%(credited)s credited%(why)s") % {"credited": credited.format(order.locale), "why": why},
        )
    add_event(order=order, kind=kind, message=message, by=by)
    key = f"refunded:{note.public_id if note else refunds[0].public_id}"
    extra = {"amount": amount, "reason": reason, **_credited_contents(note)}
    queue_order_mail(order=order, template="refunded", key=key, now=by.now, extra=extra)


def _credited_contents(note: CreditNote | None) -> dict[str, Any]:
    if note is None:
        return {}
    currency = note.currency
    rows = CreditNoteLine.objects.filter(note=note, amount_minor__gt=0).select_related("order_line")
    return {
        "credited": Money(note.total_minor, currency),
        "credited_lines": [(row.quantity, row.order_line.name, Money(row.amount_minor, currency)) for row in rows],
        "credited_shipping": Money(note.shipping_minor, currency),
        "credited_allowance": Money(note.allowance_minor, currency),
    }
